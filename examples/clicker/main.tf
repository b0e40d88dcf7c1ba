locals {
  tags = {
    Project = "clicker"
    Team    = "game"
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
  admin_enabled       = true
  tags                = local.tags
}
