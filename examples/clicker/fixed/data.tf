# Phase 2: the leaderboard leaves the memory of the gateway.

resource "azurerm_postgresql_flexible_server" "main" {
  name                   = "clicker-db"
  resource_group_name    = azurerm_resource_group.main.name
  location               = azurerm_resource_group.main.location
  version                = "16"
  sku_name               = "B_Standard_B1ms"
  storage_mb             = 32768
  administrator_login    = "clicker"
  administrator_password = var.db_password
  backup_retention_days  = 14

  delegated_subnet_id           = azurerm_subnet.database.id
  private_dns_zone_id           = azurerm_private_dns_zone.database.id
  public_network_access_enabled = false

  tags = local.tags
}

resource "azurerm_postgresql_flexible_server_configuration" "tls" {
  name      = "require_secure_transport"
  server_id = azurerm_postgresql_flexible_server.main.id
  value     = "on"
}

resource "azurerm_redis_cache" "leaderboard" {
  name                = "clicker-leaderboard"
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
  capacity            = 0
  family              = "C"
  sku_name            = "Standard"
  minimum_tls_version = "1.2"
  tags                = local.tags
}

# Phase 2.3: nightly exports beside the backups of the service.
resource "azurerm_storage_account" "exports" {
  name                       = "clickerexports"
  resource_group_name        = azurerm_resource_group.main.name
  location                   = azurerm_resource_group.main.location
  account_tier               = "Standard"
  account_replication_type   = "LRS"
  https_traffic_only_enabled = true
  min_tls_version            = "TLS1_2"
  tags                       = local.tags
}

resource "azurerm_storage_account_network_rules" "exports" {
  storage_account_id         = azurerm_storage_account.exports.id
  default_action             = "Deny"
  virtual_network_subnet_ids = [azurerm_subnet.services.id]
}

resource "azurerm_key_vault" "main" {
  name                = "clicker-kv"
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
  tenant_id           = data.azurerm_client_config.current.tenant_id
  sku_name            = "standard"

  purge_protection_enabled   = true
  soft_delete_retention_days = 30

  network_acls {
    default_action             = "Deny"
    bypass                     = "AzureServices"
    virtual_network_subnet_ids = [azurerm_subnet.services.id]
  }

  tags = local.tags
}

data "azurerm_client_config" "current" {}
