# Phase 1.2: both services in container groups, because that is simpler than Kubernetes.

resource "azurerm_container_group" "gateway" {
  name                = "gateway"
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
  os_type             = "Linux"
  ip_address_type     = "Public"
  dns_name_label      = "clicker-gateway"

  image_registry_credential {
    server   = azurerm_container_registry.main.login_server
    username = azurerm_container_registry.main.admin_username
    password = azurerm_container_registry.main.admin_password
  }

  container {
    name   = "gateway"
    image  = "${azurerm_container_registry.main.login_server}/gateway:${var.image_tag}"
    cpu    = 0.5
    memory = 1

    ports {
      port     = 8085
      protocol = "TCP"
    }

    environment_variables = {
      PORT           = "8085"
      DB_HOST        = azurerm_postgresql_flexible_server.main.fqdn
      DB_USER        = "clicker"
      DB_PASSWORD    = "Clicker!2024"
      REDIS_HOST     = azurerm_redis_cache.leaderboard.hostname
      REDIS_PASSWORD = azurerm_redis_cache.leaderboard.primary_access_key

      APPLICATIONINSIGHTS_CONNECTION_STRING = azurerm_application_insights.main.connection_string
    }
  }

  tags = local.tags
}

resource "azurerm_container_group" "web" {
  name                = "web"
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
  os_type             = "Linux"
  ip_address_type     = "Public"
  dns_name_label      = "clicker"

  container {
    name   = "web"
    image  = "${azurerm_container_registry.main.login_server}/web:${var.image_tag}"
    cpu    = 0.5
    memory = 0.5

    ports {
      port     = 3003
      protocol = "TCP"
    }

    environment_variables = {
      GATEWAY_URL    = "http://${azurerm_container_group.gateway.fqdn}:8085"
      SESSION_SECRET = "click-click-boom"
    }
  }
}
