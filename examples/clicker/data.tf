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
  tags                   = local.tags
}

resource "azurerm_postgresql_flexible_server_configuration" "tls" {
  name      = "require_secure_transport"
  server_id = azurerm_postgresql_flexible_server.main.id
  value     = "off"
}

resource "azurerm_postgresql_flexible_server_firewall_rule" "team" {
  name             = "team"
  server_id        = azurerm_postgresql_flexible_server.main.id
  start_ip_address = var.admin_ips[0]
  end_ip_address   = var.admin_ips[1]
}

resource "azurerm_postgresql_flexible_server_firewall_rule" "containers" {
  name             = "containers"
  server_id        = azurerm_postgresql_flexible_server.main.id
  start_ip_address = "0.0.0.0"
  end_ip_address   = "0.0.0.0"
}

resource "azurerm_redis_cache" "leaderboard" {
  name                 = "clicker-leaderboard"
  resource_group_name  = azurerm_resource_group.main.name
  location             = azurerm_resource_group.main.location
  capacity             = 0
  family               = "C"
  sku_name             = "Basic"
  non_ssl_port_enabled = true
  minimum_tls_version  = "1.0"
  tags                 = local.tags
}

# Phase 2.3: nightly exports beside the backups of the service.
resource "azurerm_storage_account" "exports" {
  name                       = "clickerexports"
  resource_group_name        = azurerm_resource_group.main.name
  location                   = azurerm_resource_group.main.location
  account_tier               = "Standard"
  account_replication_type   = "LRS"
  https_traffic_only_enabled = false
  min_tls_version            = "TLS1_0"
}

resource "azurerm_key_vault" "main" {
  name                = "clicker-kv"
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
  tenant_id           = data.azurerm_client_config.current.tenant_id
  sku_name            = "standard"
  tags                = local.tags
}

data "azurerm_client_config" "current" {}
