# Como uma leitura foi feita: as planilhas de um XLSX.

evidence-sheet = Evidências
evidence-operations-sheet = Operações
evidence-service = serviço
evidence-what = o quê
evidence-value = valor
evidence-none = nenhum
evidence-read = leitura (UTC)
evidence-read-local = leitura (hora local)
evidence-between = de { $began } a { $ended }
evidence-user = usuário, segundo o sistema
evidence-host = computador
evidence-tool = programa
evidence-command = linha de comando
evidence-settings = SHA-256 do acesso.toml
evidence-roster = SHA-256 da lista do RH
evidence-operators = SHA-256 da lista de operadores
evidence-complete = completo
evidence-address = endereço
evidence-credential = credencial, primeiros dígitos do SHA-256
evidence-problem = interrompido
evidence-because = porque
evidence-not-because = não está completo, porque
evidence-not-covered = não coberto
evidence-operation = operação
evidence-asked = o que foi pedido
evidence-filters = filtros
evidence-began = início (UTC)
evidence-began-local = início (hora local)
evidence-ended = fim (UTC)
evidence-ended-local = fim (hora local)
evidence-answers = respostas
evidence-items = itens
evidence-counted = contagem do próprio serviço
evidence-reconciled = conferido
evidence-requests = requisições
evidence-retries = das quais repetidas

# O que `acesso verify` diz. Cada diferença aparece depois do lugar onde está.

verify-holds = todos os hashes conferem, e nada contradiz o resto
verify-differs = { $count ->
    [one] { $count } coisa não está como era
   *[other] { $count } coisas não estão como eram
}
verify-line = { $file }, linha { $line }
verify-sum = o SHA-256 é { $found }, e SHA256SUMS diz { $expected }
verify-no-sum-line = não são 64 dígitos em minúsculas, dois espaços e o nome de um arquivo do pacote
verify-listed-twice = está listado duas vezes
verify-not-listed = está na pasta e não em SHA256SUMS
verify-missing = está faltando
verify-no-plain-file = não é um arquivo comum
verify-not-canonical = não tem a forma da RFC 8785
verify-no-run = a própria leitura não está aqui
verify-not-in-form = não pode ser lido
verify-run-hash = o SHA-256 é { $found }, e evidence.json diz { $expected }
verify-member = diz { $found }, e run.jsonl diz { $expected }
verify-statement-hash = o SHA-256 da declaração é { $found }, e ao lado dela está { $expected }
verify-statement = a declaração já não é uma que foi assinada
verify-chain = não indica a assinatura anterior
verify-signed-run = o SHA-256 de run.jsonl é { $found }, e { $expected } foi assinado
verify-signed-decisions = o SHA-256 de decisions.jsonl é { $found }, e { $expected } foi assinado
verify-signed-campaign = o SHA-256 de campaign.jsonl é { $found }, e { $expected } foi assinado
verify-no-hash = o hash guardado quando ela terminou desapareceu
verify-order = está duas vezes, ou em outro lugar que não o seu
verify-not-recorded = o que está decidido sobre o acesso não é o que foi registrado por último
verify-no-access = trata de um acesso que a leitura não tem
verify-state = o que diz sobre até onde foi lida se contradiz
verify-signed-counts = não conta o que run.jsonl e decisions.jsonl contêm
verify-signed-member = diz { $found }, e run.jsonl diz { $expected }
verify-no-sentences = as frases de evidence.json não foram comparadas: são palavras de outra versão, ou sobre uma leitura de uma versão antiga
verify-checked-sums = SHA-256 de SHA256SUMS: { $sha256 }
verify-checked-files = { $count ->
    [one] { $count } arquivo
   *[other] { $count } arquivos
}
verify-checked-lines = { $file }: { $count ->
    [one] { $count } linha
   *[other] { $count } linhas
}
verify-checked-run = SHA-256 da leitura { $run }: { $sha256 }
verify-data-removed = os dados da leitura { $run } foram removidos em { $time }: resta o SHA-256 { $sha256 }, para comparar com o que foi assinado
verify-checked-signatures = { $count ->
    [one] { $count } assinatura
   *[other] { $count } assinaturas
}
verify-no-signature = nenhuma assinatura
