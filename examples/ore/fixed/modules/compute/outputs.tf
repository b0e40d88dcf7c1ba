output "alb_dns_name" {
  value = aws_lb.this.dns_name
}

output "zone_id" {
  value = aws_route53_zone.this.zone_id
}

output "cluster_name" {
  value = aws_ecs_cluster.this.name
}

output "service_names" {
  value = { for name, service in aws_ecs_service.this : name => service.name }
}
