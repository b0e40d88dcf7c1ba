a = (1 + 2) * 3 % 4 == 5 ? f(x...) : a.b[0].c["d"].*.e
b = [for x in y : x]
c = "\u00e9 \" $${ %%{ \\"
/* é */ d = { a = 1, b : 2
  "c" = 3 }
e = provider::p::f(null, true)
