locals {
  name_prefix = "ore-${var.environment}"

  common_tags = {
    Project     = "ORE"
    Environment = var.environment
    ManagedBy   = "Terraform"
  }

  cost_tags = {
    "Cost-Center" = "engineering"
  }

  shared_tags = merge(local.cost_tags, {
    Service = "shared"
    Team    = "backend"
  })

  services = {
    location = {
      cpu            = 1024
      memory         = 2048
      desired_count  = 2
      min_count      = 2
      max_count      = 10
      spot           = true
      path_pattern   = "/api/location/*"
      priority       = 10
      sticky         = false
      scaling_metric = "ECSServiceAverageCPUUtilization"
      scaling_target = 70
    }
    game = {
      cpu            = 2048
      memory         = 4096
      desired_count  = 2
      min_count      = 2
      max_count      = 10
      spot           = true
      path_pattern   = "/api/game/*"
      priority       = 20
      sticky         = false
      scaling_metric = "ECSServiceAverageMemoryUtilization"
      scaling_target = 80
    }
    auth = {
      cpu            = 512
      memory         = 1024
      desired_count  = 2
      min_count      = 1
      max_count      = 5
      spot           = true
      path_pattern   = "/api/auth/*"
      priority       = 30
      sticky         = false
      scaling_metric = "ECSServiceAverageCPUUtilization"
      scaling_target = 60
    }
    realtime = {
      cpu            = 2048
      memory         = 4096
      desired_count  = 3
      min_count      = 3
      max_count      = 15
      spot           = false
      path_pattern   = "/ws/*"
      priority       = 40
      sticky         = true
      scaling_metric = "ALBRequestCountPerTarget"
      scaling_target = 1000
    }
  }
}
