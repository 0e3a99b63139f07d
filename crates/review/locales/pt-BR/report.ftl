# O relatório de uma leitura.

report-title = { $title }, leitura { $run } de { $day }
report-heading = Revisão de acessos
report-sandbox = SANDBOX DATA: pessoas imaginárias
report-skip = Ir para o conteúdo
report-sections = Seções
report-run = Leitura { $run }
report-lead = Quem podia fazer o quê em { $services }, conforme { $count ->
    [one] este serviço informou
   *[other] estes serviços informaram
} { $period }.
report-on-day = em { $day }, entre { $from } e { $to }
report-on-days = entre { $from } e { $to }
report-clock = horários em { $clock }
report-read = Lida
report-from-to = de { $from } a { $to }
report-state-complete = completa
report-state-incomplete = incompleta
report-state-reading = não terminada
report-warning = Não está tudo aqui.
report-incomplete = Algo desta leitura não pôde ser lido, ou não fechou: o que falta pode esconder pessoas, acessos e achados.
report-not-ended = Esta leitura está sendo lida, ou foi interrompida: o que falta pode esconder pessoas, acessos e achados.
report-pseudonymised = Pseudonimizado, não anônimo: códigos substituem nomes e endereços das pessoas. O que elas têm ainda pode revelar quem são.
report-number = { $count }
report-unknown = desconhecido
report-not-known = Não se sabe

report-status = Situação
report-review = Revisão
report-signed = Assinada
report-not-signed = Não assinada
report-signed-by = por { $name }, segundo declarou, em { $day }
report-decided = { $decided } de { $of } decididos
report-decided-own = { $count ->
    [one] { $count } decidido pelo próprio titular
   *[other] { $count } decididos pelos próprios titulares
}
report-people = Pessoas
report-accounts = { $count ->
    [one] { $count } conta
   *[other] { $count } contas
}
report-accounts-and-keys = { $count } contas, { $keys } delas chaves
report-without-address = { $count ->
    [one] { $count } conta não tem endereço: pode ser uma das outras
   *[other] { $count } contas não têm endereço: podem ser algumas das outras
}
report-accesses = Acessos
report-findings = Achados
report-suppressed-count = { $count ->
    [one] mais { $count } suprimido
   *[other] mais { $count } suprimidos
}
report-changes = Mudanças
report-since-run = desde a leitura { $run }
report-change-counts = { $gained ->
    [one] { $gained } ganho
   *[other] { $gained } ganhos
}, { $lost ->
    [one] { $lost } perdido
   *[other] { $lost } perdidos
}, { $changed ->
    [one] { $changed } alterado
   *[other] { $changed } alterados
}
report-without = sem { $services }
report-no-earlier-run = Nenhuma leitura anterior pode ser comparada com esta.
report-not-compared = Não comparado:

report-by-severity = Achados por severidade
report-first = O que olhar primeiro
report-before-and-after = Antes e depois: a leitura { $old } tinha { $before } acessos, a leitura { $new } tem { $after }
report-gained = ganhos
report-lost = perdidos
report-changed = alterados
report-attributed = agora com nome
report-severity = Severidade
report-severity-high = alta
report-severity-medium = média
report-severity-low = baixa
report-severity-info = informativa

report-each-change = Cada mudança
report-more-changes = Mais { $count }: `acesso diff` tem todas.

report-decisions = Decisões
report-campaign = { $title }: prazo para decidir, { $due }.
report-asked = A quem se perguntou
report-done = Andamento
report-carried-by = trazido: mantido pela assinatura { $number }
report-carried = Trazidos, como mantidos antes
report-not-asked = Não perguntados de novo
report-more-asked = { $count ->
    [one] Mais { $count } pessoa foi perguntada.
   *[other] Mais { $count } pessoas foram perguntadas.
}
report-nothing-decided = Nada foi decidido ainda.
report-reviewer = Quem decidiu
report-own = Sobre o próprio acesso
report-last-on = Última em
report-more-reviewers = { $count ->
    [one] Mais { $count } pessoa decidiu: o XLSX tem todas as decisões.
   *[other] Mais { $count } pessoas decidiram: o XLSX tem todas as decisões.
}
report-to-do = A fazer depois desta revisão
report-to-do-counts = { $revoke } a retirar, { $change } a alterar: cada um com o motivo
report-to-remove = a retirar
report-to-change = a alterar
report-more-to-do = Mais { $count }: o XLSX tem todas as decisões.

report-complete = Está completo?
report-does-not-hold = Não se sustenta:
report-nothing-read = Nenhum serviço foi lido.
report-what-was-asked = O que foi consultado
report-address = Endereço: { $value }
report-credential = Credencial: { $value } (o início do seu SHA-256)
report-operation = Operação
report-filters = Filtros
report-answers = Páginas
report-items = Itens
report-counted = Contagem do serviço
report-retries = Repetições
report-from = De
report-to = Até
report-kind-customer = cliente
report-kind-operator = operador
report-kind-user = usuário
report-kind-key = chave
report-count-customer = { $count ->
    [one] { $count } cliente
   *[other] { $count } clientes
}
report-count-operator = { $count ->
    [one] { $count } operador
   *[other] { $count } operadores
}
report-count-user = { $count ->
    [one] { $count } usuário
   *[other] { $count } usuários
}
report-count-key = { $count ->
    [one] { $count } chave
   *[other] { $count } chaves
}

report-not-covered = O que isto não cobre

report-revoked = Revogado em revisões anteriores
report-none-revoked = Nenhuma revisão assinada antes desta leitura revogou algo.
report-revoked-held = ainda em vigor
report-revoked-again = concedido de novo
report-revoked-removed = retirado
report-revoked-unknown = não se sabe
report-revoked-in = revogado na leitura { $run } por { $reviewer } em { $day }
report-revoked-in-run = revogado na leitura { $run }
report-more-revocations = Mais { $count }: o XLSX tem todos.

report-filter-findings = Filtrar os achados
report-filter-people = Filtrar as pessoas
report-search = Buscar
report-search-people = Buscar pessoas e o que elas têm
report-service = Serviço
report-reset = Limpar
report-everybody = todas, também as que não têm achados
report-show-everybody = Mostrar todas as pessoas
report-shown = { $shown } de { $total } à vista
report-no-findings = Nada foi encontrado. O que não pôde ser perguntado ou respondido está em “O que isto não cobre”.
report-suppressed-tag = suprimidos
report-suppressed-heading = Achados pelos quais alguém responde, até uma data
report-suppressed = Por { $author } até { $until }: { $reason }
report-what-they-hold = o que tem
report-expired = Supressões com prazo vencido
report-gone = O que a leitura { $run } encontrou e não existe mais
report-perhaps-gone = O que a leitura { $run } encontrou, e esta não: não se sabe se ainda existe
report-more-findings = Mais { $count }: o XLSX e `acesso findings --all` têm todos.

report-nobody = Esta leitura não tem contas.
report-findings-of-person = { $count ->
    [one] { $count } achado
   *[other] { $count } achados
}
report-manager = gestor { $manager }
report-left-on = saiu em { $day }
report-left = não trabalha mais aqui
report-unattributed = Ninguém pelo nome
report-unattributed-why = acessos que não foram encontrados em nenhum operador
report-no-address = sem endereço de e-mail
report-key-of = chave de API { $person }
report-everywhere = tudo
report-resource = Recurso
report-permission = Acesso
report-since = Desde
report-decision = Decisão
report-undecided = sem decisão
report-decided-by = { $reviewer }, { $day }
report-decided-by-own = { $reviewer }, { $day }, sobre o próprio acesso
report-holds-nothing = Não tem nenhum acesso.
report-more-accesses = { $count ->
    [one] E mais { $count }: `acesso who` e o XLSX têm.
   *[other] E mais { $count }: `acesso who` e o XLSX têm todos.
}
report-more-people = { $count ->
    [one] Mais { $count } não está nesta página: o XLSX e `acesso who` têm todos.
   *[other] Mais { $count } não estão nesta página: o XLSX e `acesso who` têm todos.
}

report-evidence = Como conferir
report-hash = SHA-256 da leitura
report-tool = Lida com
report-hash-of-roster = SHA-256 da lista do RH
report-hash-of-settings = SHA-256 das configurações
report-settings-of = Configurações de { $service }
report-times = Datas e horários são os do relógio de onde a leitura foi feita: { $clock }. `acesso verify` recalcula o hash a partir dos dados da leitura.
report-page = Página
report-page-of = de
