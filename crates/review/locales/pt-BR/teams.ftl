# De quem são os acessos e os achados de uma lista.

team-only = Somente { $count ->
    [one] 1 pessoa
   *[other] { $count } pessoas
} da lista do RH: { $whose }
team-of-manager = sob a gestão de { $names }
team-of-department = departamento { $names }
