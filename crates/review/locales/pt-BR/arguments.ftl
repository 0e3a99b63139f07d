# O que está errado no que foi digitado.

argument-unknown = o argumento '{ $argument }' não existe aqui
argument-missing = faltam argumentos obrigatórios: { $arguments }
argument-twice = o argumento '{ $argument }' não pode ser repetido
argument-conflict = o argumento '{ $argument }' não pode ser usado com: { $others }
argument-needs-value = '{ $argument }' precisa de um valor, e nenhum foi dado
argument-value = o valor '{ $value }' não serve para '{ $argument }'
argument-takes = o valor não serve para '{ $argument }': { $takes }
argument-command = o comando '{ $command }' não existe
argument-needs-command = '{ $command }' precisa de um comando, e nenhum foi dado
argument-no-more-values = o valor '{ $value }' é demais para '{ $argument }'
argument-not-utf8 = um dos argumentos não está em UTF-8
argument-wrong = os argumentos não podem ser lidos

# O que vem abaixo.
argument-possible = [valores possíveis: { $values }]
argument-similar = dica: existe { $similar }
argument-help = Para mais informações, use '--help'.

# Como começa cada falha.
failure-error = erro: { $what }
