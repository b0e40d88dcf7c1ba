environment     = "prod"
domain_name     = "ore.example.com"
service_version = "1.4.2"

alb_ingress_ports = {
  http  = 80
  https = 443
}

admin_cidrs           = ["203.0.113.16/29"]
on_premise_cidr       = "192.168.100.0/24"
on_premise_gateway_ip = "198.51.100.24"
