# Phase 1.2: both services in container groups, because that is simpler than Kubernetes. The application gateway in
# `edge.tf` is in front of them.

resource "azurerm_container_group" "gateway" {
  name                = "gateway"
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
  os_type             = "Linux"
  ip_address_type     = "Private"
  subnet_ids          = [azurerm_subnet.services.id]

  image_registry_credential {
    server                    = azurerm_container_registry.main.login_server
    user_assigned_identity_id = azurerm_user_assigned_identity.services.id
  }

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.services.id]
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
      PORT       = "8085"
      DB_HOST    = azurerm_postgresql_flexible_server.main.fqdn
      DB_USER    = "clicker"
      REDIS_HOST = azurerm_redis_cache.leaderboard.hostname
    }

    secure_environment_variables = {
      DB_PASSWORD    = var.db_password
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
  ip_address_type     = "Private"
  subnet_ids          = [azurerm_subnet.services.id]

  image_registry_credential {
    server                    = azurerm_container_registry.main.login_server
    user_assigned_identity_id = azurerm_user_assigned_identity.services.id
  }

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.services.id]
  }

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
      GATEWAY_URL = "http://${azurerm_container_group.gateway.ip_address}:8085"
    }

    secure_environment_variables = {
      SESSION_SECRET = var.session_secret
    }
  }

  tags = local.tags
}
