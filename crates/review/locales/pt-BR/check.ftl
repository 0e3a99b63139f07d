# O que `acesso check` diz.

check-service = serviço
check-state = situação
check-may-write = pode alterar dados
check-problem = o que está errado
check-ok = ok
check-not-configured = não configurado
check-refused = recusado
check-failed = falhou
check-tomticket-writes = não dá para saber de fora se o token pode criar e alterar dados: veja a opção dele no painel
check-base39-scope = o token é pedido só com o escopo `read`; não dá para saber de fora se o programa poderia ter mais
check-myreports-writes = não dá para saber de fora se o token pode alterar dados
check-key-may-write = a chave de API pode alterar dados, e uma revisão só precisa ler: use uma chave cujas regras digam readOnly
check-key-not-known = não se sabe se a chave de API pode alterar dados: { $why }
check-key-may-not-list = a chave não pode listar as chaves da conta
check-key-not-listed = a lista da conta não tem chave que termine como ela
check-key-unknown-rules = as regras dela dizem algo que esta versão não conhece
check-key-several = várias chaves terminam como ela, e permitem coisas diferentes
