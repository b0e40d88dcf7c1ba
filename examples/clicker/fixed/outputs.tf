output "web_url" {
  description = "Where the game is played."
  value       = "https://${azurerm_public_ip.edge.fqdn}"
}
