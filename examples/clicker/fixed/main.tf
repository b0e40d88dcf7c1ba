locals {
  tags = {
    Project     = "clicker"
    Environment = "prod"
    Team        = "game"
  }
}

resource "azurerm_resource_group" "main" {
  name     = "rg-clicker"
  location = var.location
  tags     = local.tags
}

# Phase 1.2: images of both services.
resource "azurerm_container_registry" "main" {
  name                = "clickerregistry"
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
  sku                 = "Basic"
  tags                = local.tags
}

# Pulls images, and reads the vault, as nobody else does.
resource "azurerm_user_assigned_identity" "services" {
  name                = "clicker-services"
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
  tags                = local.tags
}

resource "azurerm_role_assignment" "pull" {
  scope                = azurerm_container_registry.main.id
  role_definition_name = "AcrPull"
  principal_id         = azurerm_user_assigned_identity.services.principal_id
}
