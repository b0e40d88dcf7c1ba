resource "aws_vpn_gateway" "this" {
  vpc_id = var.vpc_id

  tags = merge(var.tags, { Name = "${var.name_prefix}-vgw" })
}

resource "aws_customer_gateway" "on_premise" {
  bgp_asn    = 65000
  ip_address = var.on_premise_gateway_ip
  type       = "ipsec.1"

  tags = merge(var.tags, { Name = "${var.name_prefix}-on-premise" })
}

resource "aws_vpn_connection" "on_premise" {
  vpn_gateway_id      = aws_vpn_gateway.this.id
  customer_gateway_id = aws_customer_gateway.on_premise.id
  type                = "ipsec.1"
  static_routes_only  = false

  local_ipv4_network_cidr = var.on_premise_cidr

  tags = merge(var.tags, { Name = "${var.name_prefix}-on-premise" })
}

resource "aws_vpn_gateway_route_propagation" "this" {
  count = length(var.route_table_ids)

  vpn_gateway_id = aws_vpn_gateway.this.id
  route_table_id = var.route_table_ids[count.index]
}
