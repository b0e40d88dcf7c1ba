module "vpc" {
  source = "../../modules/networking"

  environment = var.environment
  name_prefix = local.name_prefix
  region      = var.region
  cidr_block  = "10.0.0.0/16"

  availability_zones = [
    "us-west-1a",
    "us-west-1b",
    "us-west-1c"
  ]

  public_subnet_cidrs = [
    "10.0.1.0/24",
    "10.0.2.0/24",
    "10.0.3.0/24"
  ]

  private_subnet_cidrs = [
    "10.0.11.0/24",
    "10.0.12.0/24",
    "10.0.13.0/24"
  ]

  database_subnet_cidrs = [
    "10.0.21.0/24",
    "10.0.22.0/24",
    "10.0.23.0/24"
  ]

  enable_nat_gateway   = true
  single_nat_gateway   = false
  enable_dns_hostnames = true
  enable_dns_support   = true

  alb_ingress_ports = var.alb_ingress_ports
  admin_cidrs       = var.admin_cidrs

  tags = merge(local.shared_tags, {
    Project     = "ORE"
    Environment = var.environment
    ManagedBy   = "Terraform"
  })
}

module "storage" {
  source = "../../modules/storage"

  domain_name = var.domain_name
  tags        = local.shared_tags
}

module "database" {
  source = "../../modules/database"

  name_prefix                = local.name_prefix
  vpc_id                     = module.vpc.vpc_id
  database_subnet_ids        = module.vpc.database_subnet_ids
  database_security_group_id = module.vpc.database_security_group_id
  ecs_security_group_id      = module.vpc.ecs_security_group_id
  tags                       = local.shared_tags
}

module "compute" {
  source = "../../modules/compute"

  name_prefix               = local.name_prefix
  region                    = var.region
  environment               = var.environment
  vpc_id                    = module.vpc.vpc_id
  public_subnet_ids         = module.vpc.public_subnet_ids
  private_subnet_ids        = module.vpc.private_subnet_ids
  alb_security_group_id     = module.vpc.alb_security_group_id
  ecs_security_group_id     = module.vpc.ecs_security_group_id
  bastion_security_group_id = module.vpc.bastion_security_group_id
  services                  = local.services
  service_version           = var.service_version
  domain_name               = var.domain_name
  secret_arns               = module.database.secret_arns
  uploads_bucket_arn        = module.storage.bucket_arns["user-uploads"]
  tags                      = local.shared_tags
}

module "edge" {
  source = "../../modules/edge"

  providers = {
    aws = aws.us_east_1
  }

  name_prefix          = local.name_prefix
  domain_name          = var.domain_name
  assets_bucket_domain = module.storage.bucket_domain_names["static-assets"]
  zone_id              = module.compute.zone_id
  tags                 = merge(local.cost_tags, { Service = "shared", Team = "frontend" })
}

module "monitoring" {
  source = "../../modules/monitoring"

  name_prefix                  = local.name_prefix
  cluster_name                 = module.compute.cluster_name
  service_names                = module.compute.service_names
  vpc_id                       = module.vpc.vpc_id
  private_subnet_id            = module.vpc.private_subnet_ids[0]
  availability_zone            = "us-west-1a"
  monitoring_security_group_id = module.vpc.monitoring_security_group_id
  logs_bucket_name             = module.storage.bucket_names["audit-logs"]
  tags                         = local.shared_tags
}

module "hybrid" {
  source = "../../modules/hybrid"

  name_prefix           = local.name_prefix
  vpc_id                = module.vpc.vpc_id
  on_premise_cidr       = var.on_premise_cidr
  on_premise_gateway_ip = var.on_premise_gateway_ip
  route_table_ids       = module.vpc.private_route_table_ids
  tags                  = local.shared_tags
}
