# Campanhas: quem decide sobre qual acesso, e até quando.

# Por qual regra um acesso coube ao seu revisor.
assigned-by-owner = responsável
assigned-by-manager = gestor
assigned-by-department = chefe do departamento
assigned-by-fallback = revisor reserva

# Por que algo que deveria indicar um revisor não indica nenhum.
unmatched-nobody = ninguém tem esse nome
unmatched-several = várias pessoas têm esse nome
unmatched-no-address = quem tem esse nome não tem e-mail
unmatched-left = quem tem esse nome se desligou
unmatched-no-head = não tem chefe no arquivo de departamentos
unmatched-no-owner = não tem responsável

# O que deveria indicar um.
unmatched-what = { $names ->
    [manager] o gestor
    [department] o departamento
    [service] o serviço
   *[resource] o recurso
}

# O que `acesso campaign start` responde.
campaign-started = INICIADA: { $title }, sobre a leitura { $run }, para decidir até { $due }
campaign-would-be = NÃO INICIADA: esta seria { $title }, sobre a leitura { $run }, para decidir até { $due }
campaign-counts = { $accesses ->
    [one] { $accesses } acesso
   *[other] { $accesses } acessos
} para { $reviewers ->
    [one] { $reviewers } revisor
   *[other] { $reviewers } revisores
}
campaign-unknown-reviewer = { $reviewer }, que não está na lista do RH nem tem conta
campaign-own-moved = { $count ->
    [one] { $count } acesso vai para outra pessoa, pois ninguém revisa o próprio
   *[other] { $count } acessos vão para outra pessoa, pois ninguém revisa os próprios
}
campaign-idle-lines = { $count ->
    [one] uma linha do arquivo de responsáveis não corresponde a nenhum acesso: { $lines }
   *[other] linhas do arquivo de responsáveis que não correspondem a nenhum acesso: { $count } ao todo, { $lines }
}
campaign-unmatched = Estes não indicam ninguém, e os acessos vão para o revisor reserva:
campaign-unmatched-one = { $what }: { $why }; { $accesses ->
    [one] { $accesses } acesso
   *[other] { $accesses } acessos
}
campaign-unmatched-more = e mais { $count }, em unmatched.csv
campaign-written = gravado em { $folder }: { $files }
campaign-packets = { $count ->
    [one] { $count } pacote: a página em que o revisor decide
   *[other] { $count } pacotes: para cada revisor, a página em que ele decide
}

# O que `acesso status` responde.
status-campaign = { $title }: leitura { $run }, para decidir até { $due }, { $left }
status-campaign-closed = { $title }: leitura { $run }, para decidir até { $due }
status-no-campaign = leitura { $run }: ninguém foi chamado a decidir, não há campanha
status-last-day = e é hoje
status-days-left = { $days ->
    [one] falta { $days } dia
   *[other] faltam { $days } dias
}
status-days-late = { $days ->
    [one] { $days } dia de ATRASO
   *[other] { $days } dias de ATRASO
}
status-carried = trazidos da última revisão assinada: { $carried }; não perguntados de novo: { $notasked }
status-open = não assinada
status-open-elsewhere = sobre a leitura { $run } há uma campanha que não está assinada: { $title }. `acesso status { $run }{ $place }` diz em que ponto está
status-signed = ASSINADA: assinatura { $number }, por { $name }, { $day }
status-revocations = { $count ->
    [0] não resta nada a fazer sobre o que foi revogado
    [one] de { $count } acesso revogado não se sabe se foi retirado
   *[other] de { $count } acessos revogados não se sabe se foram retirados
}
status-nothing-revoked = nada foi revogado
status-of = { $decided } de { $asked }
status-late = { $who }, ATRASADO
status-by-others = { $count ->
    [one] { $count } acesso foi decidido por outra pessoa, e não por quem foi chamado a decidir
   *[other] { $count } acessos foram decididos por outra pessoa, e não por quem foi chamado a decidir
}
status-conflicts = { $count ->
    [one] sobre { $count } acesso as pessoas decidiram de formas diferentes:
   *[other] sobre { $count } acessos as pessoas decidiram de formas diferentes:
}
status-conflict = { $permission } em { $place }, { $who }: { $said }; vale a última
delegated = { $to } decide no lugar de { $from } até { $until }: { $reason }
status-absence-ended = a ausência de { $from } terminou em { $until }, e { $to } ainda tem parte disso a decidir: `acesso campaign delegate { $run } --from { $to } --to { $from } --reason MOTIVO{ $place }` devolve

# O que vem depois.
next-campaign = como chamar as pessoas a decidir
next-decide = registra o que as pessoas devolvem
next-status = quem está em que ponto
next-sign = encerra a revisão: nenhuma decisão muda mais
next-revocations = o que precisa ser retirado, e onde
next-review = lê de novo: o que foi revogado é conferido
next-review-anew = lê de novo: começa a próxima revisão
placeholder-name = NOME
placeholder-file = ARQUIVO
placeholder-email = E-MAIL

# O que `acesso campaign delegate` responde.
campaign-delegated = { $to } decide no lugar de { $from } até { $until }: { $count ->
    [one] { $count } acesso
   *[other] { $count } acessos
}
campaign-old-packet = o pacote que { $from } recebeu antes é recusado a partir de agora
campaign-no-new-packet = nenhum pacote foi gravado: da próxima vez indique uma pasta com --output PASTA/, ou envie a planilha de `acesso export`

# O que se diz aos revisores cujo prazo está no fim ou já passou.
remind-subject = { $title }: { $open ->
    [one] { $open } acesso a decidir até { $due }
   *[other] { $open } acessos a decidir até { $due }
}
remind-left = { $days ->
    [0] hoje é o último dia
    [one] falta { $days } dia
   *[other] faltam { $days } dias
}
remind-late = { $days ->
    [one] { $days } dia de atraso
   *[other] { $days } dias de atraso
}
remind-message =
    Olá, { $name }!

    Em “{ $title }”, { $open ->
        [one] { $open } acesso ainda espera
       *[other] { $open } acessos ainda esperam
    } a sua decisão até { $due } ({ $left }). { $decided ->
        [0] Nada foi decidido ainda.
       *[other] Já decididos: { $decided }.
    }

    1. Abra num navegador a página que você recebeu: { $packet }
    2. Se você já começou, carregue nela o arquivo que salvou.
    3. Decida o que falta, salve, e devolva o arquivo salvo.

    Se você decide na planilha, devolva a planilha.

    Obrigado
campaign-nobody-to-remind = ainda não é preciso lembrar ninguém
campaign-reminded = { $count ->
    [one] { $count } revisor precisa de um lembrete
   *[other] { $count } revisores precisam de um lembrete
}; gravado em { $folder }. A ferramenta não envia nada.
