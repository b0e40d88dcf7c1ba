output "alb_dns_name" {
  description = "Name the CDN forwards to."
  value       = module.compute.alb_dns_name
}

output "cdn_domain_name" {
  description = "Public name of the distribution."
  value       = module.edge.distribution_domain_name
}

output "database_endpoint" {
  description = "Writer endpoint of Aurora."
  value       = module.database.aurora_endpoint
}
