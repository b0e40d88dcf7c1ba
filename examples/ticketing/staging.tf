resource "aws_instance" "staging" {
  ami                         = var.ami_id
  instance_type               = "t3.micro"
  subnet_id                   = aws_subnet.public[local.zone].id
  associate_public_ip_address = true
  vpc_security_group_ids      = [aws_security_group.staging.id]
  iam_instance_profile        = aws_iam_instance_profile.backend.name

  metadata_options {
    http_tokens = "required"
  }

  tags = { Name = "ticket-queue-staging", Service = "gateway", Tier = "staging", Environment = "staging" }
}

resource "aws_route53_record" "staging" {
  zone_id = aws_route53_zone.this.zone_id
  name    = "api-staging.${var.domain_name}"
  type    = "A"
  ttl     = 300
  records = [aws_instance.staging.public_ip]
}
