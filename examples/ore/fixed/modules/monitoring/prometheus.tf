data "aws_ami" "al2023" {
  most_recent = true
  owners      = ["amazon"]

  filter {
    name   = "name"
    values = ["al2023-ami-2023.*-x86_64"]
  }
}

resource "aws_instance" "prometheus" {
  ami                    = data.aws_ami.al2023.id
  instance_type          = "t3.medium"
  subnet_id              = var.private_subnet_id
  vpc_security_group_ids = [var.monitoring_security_group_id]

  metadata_options {
    http_tokens = "required"
  }

  root_block_device {
    encrypted = true
  }

  tags = merge(var.tags, { Name = "${var.name_prefix}-prometheus", Tier = "monitoring" })
}

resource "aws_ebs_volume" "prometheus" {
  availability_zone = var.availability_zone
  size              = 50
  type              = "gp3"
  encrypted         = true

  tags = merge(var.tags, { Name = "${var.name_prefix}-prometheus" })
}

resource "aws_volume_attachment" "prometheus" {
  device_name = "/dev/sdf"
  volume_id   = aws_ebs_volume.prometheus.id
  instance_id = aws_instance.prometheus.id
}
