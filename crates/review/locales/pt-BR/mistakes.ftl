# O que está errado num arquivo que alguém preencheu, linha por linha.

mistake-on-line = , linha { $line }
mistake-place = linha { $line }
mistake-place-in-sheet = aba { $sheet }, linha { $line }
mistake-place-in-page = decisão { $number }, { $key }
mistake-at = { $place }: { $what }
mistake-count = { $count ->
    [one] 1 erro
   *[other] { $count } erros
}
mistake-more = e mais { $count }

# Qualquer CSV.
mistake-no-csv = não pode ser lida como CSV
mistake-not-utf8 = não está em UTF-8: salve como "CSV UTF-8"
mistake-cells = há { $count ->
    [one] 1 célula
   *[other] { $count } células
}, e o cabeçalho tem { $columns }
mistake-same-column = { $heading } quer dizer o mesmo que uma coluna anterior
mistake-no-date = { $text } não é uma data como 31/01/2026 ou 2026-01-31
mistake-no-address = onde deveria haver um e-mail há outra coisa

# A lista do RH.
mistake-no-email-column = não há coluna `email` entre { $headings }
mistake-nobody = não indica ninguém por e-mail
mistake-address-again = o e-mail já está na linha { $line }
mistake-shared-alias = um dos outros e-mails também é de outra pessoa

roster-says = lista do RH: { $what }
roster-not-used = as colunas { $columns } não são usadas
roster-without-address = uma pessoa sem e-mail não pode ser ligada a nenhuma conta: { $lines }
roster-silent = linhas sem situação e sem data de desligamento, de que não se sabe se a pessoa saiu: { $count }
roster-unknown-words = estas palavras não dizem se a pessoa está ativa ou saiu: { $words }; em quantas linhas: { $count }
roster-line = linha { $lines }
roster-lines = linhas { $lines }
roster-lines-and-more = linhas { $lines } e mais { $more }

# Quem responde pelo quê.
mistake-no-reviewer-named = nenhuma linha indica um revisor
mistake-no-reviewer-column = não há coluna `revisor` entre { $headings }
mistake-reviewer-address = o revisor não é um e-mail
mistake-useless-column = a coluna { $heading } não serve aqui
mistake-empty-pattern = há uma célula vazia: * vale por todos
mistake-no-department = não indica nenhum departamento
mistake-department-again = o departamento já está numa linha anterior

# Os operadores.
mistake-no-operator = não indica nenhum operador
mistake-no-column = a linha 1 não tem a coluna { $column }
mistake-column-twice = a linha 1 tem a coluna { $column } duas vezes
mistake-id-empty = linha { $line }, coluna id: está vazia
mistake-id-again = linha { $line }, coluna id: repete a da linha { $before }
mistake-cell-not-utf8 = linha { $line }, coluna { $column }: não está em UTF-8
mistake-columns = a linha { $line } tem { $count ->
    [one] 1 coluna
   *[other] { $count } colunas
}, a linha 1 tem { $wanted }
mistake-line-no-csv = a linha { $line } não é CSV

# Decisões numa planilha.
mistake-no-decision-column = não há coluna `decisão`
mistake-columns-missing = { $count ->
    [one] falta a coluna { $columns }
   *[other] faltam as colunas { $columns }
}
mistake-heading-twice = a coluna { $column } está lá duas vezes
mistake-headings-below = o cabeçalho está aqui, e deve estar na primeira linha
mistake-merged = há células mescladas em { $column } até a linha { $last }, e só a primeira diz alguma coisa: desfaça a mesclagem e decida em cada linha
mistake-hidden = a aba está oculta: mostre-a, para que todos vejam o que se decide nela, ou remova-a
mistake-other-run = esta linha é de outra leitura, e não da { $run }, diz a coluna `leitura`
mistake-of-what-was = esta linha não é do que a leitura { $run } contém agora, diz a coluna `SHA-256 da leitura`: ela é de outro arquivo de leituras, ou a leitura continuou desde então
mistake-no-access = a leitura { $run } não tem esse acesso: { $columns } não indicam nenhum
mistake-no-key = a leitura { $run } não tem esse acesso: { $column } não indica nenhum
mistake-not-as-exported = { $count ->
    [one] { $columns } não está como foi exportado
   *[other] { $columns } não estão como foram exportados
}
mistake-other-access = { $what }: esta linha é de outro acesso
mistake-error-cell = { $column } é o erro { $error } de uma fórmula
mistake-formula = { $column } é uma fórmula cujo resultado não está no arquivo: abra-o num programa de planilhas e salve
mistake-filled-in = { $count ->
    [one] não há `decisão`, e { $columns } está preenchido
   *[other] não há `decisão`, e { $columns } estão preenchidos
}
mistake-no-decision = `decisão` não é manter, alterar nem revogar (keep, change, revoke)
mistake-no-reason = falta `motivo`, que é preciso para { $decision }
mistake-no-reviewer = falta `revisor`, e não há --by NOME
mistake-reviewer-nobody = `revisor` não indica ninguém
mistake-no-day = falta `decidido em`
mistake-day = `decidido em` não é um dia como 31/01/2026 ou 2026-01-31
mistake-day-future = `decidido em` é um dia que ainda não chegou
mistake-day-before = `decidido em` é anterior à leitura

# Decisões que uma página salvou.
mistake-page-twice = o mesmo acesso está lá duas vezes
mistake-page-other = não está entre os acessos desta página
mistake-page-decision = { $decision } não é uma decisão
mistake-page-reason = falta o motivo, que é preciso para { $decision }
mistake-page-day = `decided_on` não é um dia como 2026-01-31
mistake-page-keep-reason = falta o motivo, que é preciso para manter onde há um achado de severidade alta

# Por que uma decisão não é aceita, e o que a faz valer mesmo assim.
mistake-otherwise = o mesmo acesso está decidido de outra forma em { $place }
mistake-decided-since = depois que o arquivo foi exportado, { $decided }; --replace registra esta linha no lugar
mistake-nobody-knew = { $decided }, e o arquivo não diz o que estava decidido quando foi exportado; --replace registra esta linha no lugar
mistake-somebody-elses = quem decide isto é { $reviewer }; --substitute MOTIVO registra quem decide no lugar, e por quê
mistake-cleared = as células estão vazias, e { $decided }; --withdraw desfaz essa decisão
mistake-decided = { $reviewer } decidiu { $decision } em { $day }, registrado em { $time }
mistake-taken-back = a decisão foi desfeita, registrado em { $time }
mistake-something-else = outra coisa foi decidida

# Um arquivo de configurações.
mistake-unknown-rule = { $id } não é um achado; { $meant }
mistake-those-are = há { $names }
mistake-likest = os mais parecidos: { $names }
mistake-setting-empty = { $name } está vazio; tire-o se os relatórios devem ficar sem ele
mistake-setting-long = { $name } passa dos { $longest } caracteres que cabem numa linha acima de um relatório
mistake-setting-domain = { $domain } em internal_domains não é um domínio como "casa.example"; cada um vale por si, sem os subdomínios
mistake-setting-rate-none = [tomticket] requests_per_second é 0: nada poderia ser perguntado; use 1, 2 ou 3
mistake-setting-rate-high = [tomticket] requests_per_second passa dos 3 que o TomTicket atende; use 1, 2 ou 3
mistake-suppression-reason = a supressão de { $id } precisa de um motivo, `reason`
mistake-suppression-author = a supressão de { $id } precisa de um autor, `author`
mistake-suppression-empty = a supressão de { $id } tem `account` vazio; tire-o para valer para todas as contas
mistake-suppression-neither = a supressão de { $id } tem uma conta (`account`) que não é um id nem um e-mail
mistake-suppression-people = a supressão de { $id } tem uma conta (`account`) que não é um e-mail, e este achado é sobre pessoas, conhecidas pelo e-mail
mistake-conflict-itself = o perfil { $role } não pode conflitar consigo mesmo
mistake-conflict-twice = o conflito de { $one } e { $other } está lá duas vezes, e seria achado duas vezes
mistake-role = { $role }, entre os conflitos, não é um perfil do Base39: há { $roles }
mistake-setting-at = linha { $line }: { $what }
mistake-setting-in = linha { $line } ({ $name }): { $what }
mistake-setting-unknown = não existe aqui a configuração { $name }; há: { $known }
mistake-setting-missing = falta { $name }
mistake-setting-value = { $value } não é um destes: { $known }
mistake-setting-type = o valor é de outro tipo; o esperado: { $expected }
setting-text = um texto
setting-flag = true ou false
setting-number = um número
setting-list = uma lista
setting-table = uma tabela
mistake-setting-day = não é um dia como 2027-01-31
mistake-setting-syntax = não dá para entender o que está aqui ({ $message })
