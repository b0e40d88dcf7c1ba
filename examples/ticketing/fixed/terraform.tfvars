public_subnets = {
  ap-northeast-2a = "10.0.1.0/24"
  ap-northeast-2b = "10.0.2.0/24"
}

private_subnets = {
  ap-northeast-2a = "10.0.10.0/24"
  ap-northeast-2b = "10.0.20.0/24"
}

ami_id = "ami-0c031a79ffb01a803"
