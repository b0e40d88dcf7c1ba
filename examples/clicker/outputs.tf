output "web_url" {
  description = "Where the game is played."
  value       = "http://${azurerm_container_group.web.fqdn}:3003"
}

output "redis_key" {
  description = "The key of the leaderboard's cache."
  value       = azurerm_redis_cache.leaderboard.primary_access_key
}
