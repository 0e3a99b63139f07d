# The page in which a reviewer decides. What depends on a count chooses by $count; the page puts the other values in by itself.

packet-title = { $title }: acessos para { $reviewer } decidir
packet-skip = Ir para os acessos
packet-ask = { $count ->
    [one] { $asked-by } pede que você, { $reviewer }, decida sobre { $count } acesso até { $due }.
   *[other] { $asked-by } pede que você, { $reviewer }, decida sobre { $count } acessos, de { $holders }, até { $due }.
}
packet-people = { $count ->
    [one] { $count } pessoa
   *[other] { $count } pessoas
}
packet-holders = { $count ->
    [one] { $count } pessoa ou conta
   *[other] { $count } pessoas ou contas
}
packet-question = Para cada um, uma só pergunta: a pessoa precisa disso no trabalho que faz hoje?
packet-as-of = Os acessos são os de { $ended }.
packet-step-decide = Decida
packet-step-save = Salve
packet-step-save-how = O botão “Salvar decisões” baixa um arquivo com tudo o que já decidiu. Não precisa ser de uma vez: para continuar outro dia, abra esta página e carregue o arquivo salvo.
packet-step-return = Devolva
packet-return-to = Envie o último arquivo que salvou a { $asked-by }, { $address }. Não é preciso abri-lo. Esta página não envia nada sozinha.
packet-return-to-name = Envie o último arquivo que salvou a { $asked-by }. Não é preciso abri-lo. Esta página não envia nada sozinha.
packet-keep = Manter
packet-change = Alterar
packet-revoke = Revogar
packet-keep-means = precisa, e está certo assim
packet-change-means = precisa, mas de outro jeito: escreva o que mudar, e por quê
packet-revoke-means = não precisa mais: escreva por quê

# Questions, and the keyboard.

packet-help = Dúvidas e teclado
packet-questions = Dúvidas
packet-help-effect = O que eu decido aqui muda algo na hora?
packet-help-effect-answer = Não. Ninguém ganha nem perde acesso por esta página. Quem administra cada serviço faz depois o que você decidir.
packet-help-pause = Posso parar no meio?
packet-help-pause-answer = Sim. Salve antes de fechar, e depois carregue o arquivo salvo nesta mesma página.
packet-help-finding = O que é um achado?
packet-help-finding-answer = Algo que alguém deve olhar, como o acesso de uma pessoa que se desligou. Se a severidade é alta, manter também pede um motivo.
packet-help-unsure = E se eu não souber?
packet-help-unsure-answer = Pergunte à pessoa, ou a { $asked-by }. Enquanto isso, o acesso fica em “A decidir”. Você pode enviar o que já decidiu, com os motivos, e o resto em outro arquivo depois.
packet-help-mistake = E se eu errar?
packet-help-mistake-answer = “Desfazer” volta um passo de cada vez. Clicar de novo na decisão marcada a desmarca.
packet-keyboard = Só com o teclado
packet-keyboard-about = Aperte Tab até um botão de um acesso ficar contornado: então valem estas teclas.
packet-keyboard-tab = ir ao próximo acesso, botão ou campo
packet-keyboard-digits = manter, alterar, revogar, e seguir para o próximo a decidir
packet-keyboard-sideways = ir de um botão a outro do mesmo acesso; a barra de espaço escolhe
packet-keyboard-updown = acesso anterior, acesso seguinte
packet-keyboard-enter = no campo do motivo: seguir para o próximo a decidir
packet-keyboard-escape = no campo do motivo: voltar aos botões
packet-keyboard-undo = desfazer, em qualquer lugar fora de um campo
packet-keyboard-save = salvar as decisões

# How far it is.

packet-progress = Andamento
packet-count = { $count ->
    [one] { $decided } de { $count } decidido
   *[other] { $decided } de { $count } decididos
}
packet-reasons = { $count ->
    [one] falta { $count } motivo
   *[other] faltam { $count } motivos
}
packet-carried-count = { $count ->
    [one] mais { $count } já mantido
   *[other] mais { $count } já mantidos
}
packet-unsaved = ainda não salvo
packet-saved-at = salvo às { $time }
packet-saved-on = salvo em { $day }, às { $time }
packet-days = { $count ->
    [one] Falta { $count } dia.
   *[other] Faltam { $count } dias.
}
packet-today = O prazo é hoje.
packet-late = { $count ->
    [one] { $count } dia de atraso.
   *[other] { $count } dias de atraso.
}
packet-next = Próximo a decidir
packet-undo = Desfazer
packet-dismiss = Fechar esta mensagem
packet-load = Carregar arquivo salvo
packet-save = Salvar decisões

# What has not changed, and what is in view.

packet-unchanged = Sem mudança
packet-once-what = { $count ->
    [one] { $count } acesso está como na revisão assinada de { $day }.
   *[other] { $count } acessos estão como na revisão assinada de { $day }.
}
packet-once-why = { $count ->
    [one] Foi mantido nela, não mudou desde então, e não há achados sobre ele.
   *[other] Foram mantidos nela, não mudaram desde então, e não há achados sobre eles.
}
packet-once = { $count ->
    [one] Manter o que não mudou ({ $count })
   *[other] Manter os { $count } que não mudaram
}
packet-once-see = Ver quais
packet-narrow = Filtrar os acessos
packet-show = Mostrar
packet-filter-all = Todos
packet-filter-undecided = A decidir
packet-filter-new-or-changed = Novos ou mudados
packet-filter-with-findings = Com achados
packet-filter-to-do = A alterar ou revogar
packet-service = Serviço
packet-every-service = Todos os serviços
packet-search = Buscar pessoa ou acesso
packet-shown = { $count ->
    [one] { $shown } de { $count } acesso à vista.
   *[other] { $shown } de { $count } acessos à vista.
}
packet-none-shown = Nada encontrado.
packet-none-open = Tudo o que está à vista está decidido. “Próximo a decidir” leva ao que falta fora deste filtro.
packet-clear = Mostrar todos
packet-pages = Páginas
packet-page = Página { $page } de { $count }
packet-page-back = Página anterior
packet-page-on = Próxima página

# A person, and what they have.

packet-manager = gestor: { $name }
packet-left = Desligou-se em { $day }
packet-has-left = Desligou-se
packet-key-why = quem usa é um programa, não uma pessoa
packet-not-on-roster = não está na lista do RH
packet-continued = continuação
packet-card-undecided = { $count ->
    [one] O que falta
   *[other] Os { $count } que faltam
}
packet-card-all = { $count ->
    [one] Este acesso
   *[other] Todos os { $count }
}
packet-card-shown = { $count ->
    [one] O que está à vista
   *[other] Os { $count } à vista
}
packet-card-label = { $which }, de { $name }
packet-card-reason = { $count ->
    [one] Motivo que falta
   *[other] O mesmo motivo para os { $count } que estão sem motivo
}
packet-card-reason-use = Aplicar
packet-severity-high = alta
packet-severity-medium = média
packet-severity-low = baixa
packet-severity-info = informativa
packet-severity = severidade { $severity }:
packet-since = tem desde { $day }
packet-since-unknown = início desconhecido
packet-granted-by = concedido por { $name }
packet-new = Novo desde a última revisão
packet-changed = Mudou desde a última revisão
packet-changed-access = o próprio acesso: desde quando, ou concedido por quem
packet-changed-holder = na época não se sabia de quem era
packet-changed-account = o que o serviço diz sobre a conta
packet-changed-department = a pessoa trabalha em outro departamento
packet-changed-manager = a pessoa tem outro gestor
packet-changed-status = se a pessoa trabalha aqui
packet-not-compared = Não dá para saber se mudou desde a última revisão
packet-last-keep = mantido por { $by } em { $day }
packet-last-change = em { $day }, { $by } pediu alteração
packet-last-revoke = revogado por { $by } em { $day }, e ainda existe
packet-last-keep-unchanged = mantido por { $by } em { $day }, sem mudança desde então
packet-you = você
packet-carried = Continua mantido pela assinatura { $number }, de { $day }: decida só se discordar

# Deciding.

packet-choice = Decisão: { $allows }, { $where }, de { $name }
packet-reason-revoke = Por que revogar?
packet-reason-change = O que deve mudar, e por quê?
packet-reason-keep = Há um achado de severidade alta. Por que manter?
packet-needed = obrigatório
packet-needed-told = O motivo é obrigatório. Esc volta aos botões.
packet-reason-used = { $count ->
    [one] Motivo aplicado a { $count } acesso de { $name }.
   *[other] Motivo aplicado a { $count } acessos de { $name }.
}
packet-no-decision = sem decisão
packet-decision = Decisão: { $decision }
packet-decision-reason = Decisão: { $decision }. Motivo: { $reason }
packet-decision-lacks = Decisão: { $decision }. Falta o motivo.

# Saving and loading.

packet-end = Fim
packet-end-open = { $count ->
    [one] Falta decidir { $count } acesso.
   *[other] Falta decidir { $count } acessos.
}
packet-end-none = Está tudo decidido. Salve e envie o arquivo a { $asked-by }.
packet-end-saved = Está tudo decidido e salvo. Envie o arquivo salvo a { $asked-by }.
packet-decided = Manter { $keep }, alterar { $change }, revogar { $revoke }.
packet-saved = Salvo na pasta dos seus downloads: { $file }.
packet-saved-open = { $count ->
    [one] Falta decidir { $count } acesso. Para continuar outro dia, carregue esse arquivo nesta página.
   *[other] Falta decidir { $count } acessos. Para continuar outro dia, carregue esse arquivo nesta página.
}
packet-saved-lacking = { $count ->
    [one] Em { $count } deles só falta o motivo.
   *[other] Em { $count } deles só falta o motivo.
}
packet-nothing-to-save = Ainda não há decisão para salvar.
packet-loaded = { $count ->
    [one] { $count } decisão carregada de { $file }.
   *[other] { $count } decisões carregadas de { $file }.
}
packet-loaded-of = Foi salvo em { $day }, às { $time }.
packet-replaced = { $count ->
    [one] Trocou { $count } decisão que havia; “Desfazer” a traz de volta.
   *[other] Trocou { $count } decisões que havia; “Desfazer” as traz de volta.
}
packet-refused-unreadable = { $file } não foi carregado: não é um arquivo de decisões salvo por esta página. O nome de um começa com { $begin }.
packet-refused-run = { $file } não foi carregado: é da leitura { $theirs }, e esta página é da leitura { $ours }.
packet-refused-run-data = { $file } não foi carregado: os dados da leitura { $ours } de que ele fala são outros.
packet-refused-reviewer = { $file } não foi carregado: as decisões são de { $theirs }, e esta página é de { $ours }.
packet-refused-rows = { $file } não foi carregado: foi salvo de uma página com outros acessos, talvez uma versão anterior desta.
packet-refused-access = { $file } não foi carregado: decide sobre um acesso que não está nesta página: { $access }.
packet-refused-decision = { $file } não foi carregado: “{ $decision }” não é uma decisão.

# What was done, told when it is undone.

packet-undone = Desfeito: { $what }
packet-nothing-to-undo = Nada a desfazer.
packet-did = { $count ->
    [one] { $decision }, { $count } acesso
   *[other] { $decision }, { $count } acessos
}
packet-did-one = { $decision } “{ $allows }”, de { $name }
packet-did-card = { $count ->
    [one] { $decision }, { $count } acesso de { $name }
   *[other] { $decision }, { $count } acessos de { $name }
}
packet-did-withdraw = decisão retirada de “{ $allows }”, de { $name }
packet-did-reason = motivo de “{ $allows }”, de { $name }
packet-did-reasons = motivo de acessos de { $name }
packet-did-load = carregar { $file }

# Without script, and at the foot.

packet-no-script = Aqui só dá para ler. Os botões para decidir não funcionam nesta visualização.
packet-no-script-how = Salve este arquivo e abra-o em um navegador (Chrome, Edge, Firefox ou Safari), de preferência no computador. Se não for possível, peça a { $asked-by } a planilha com os mesmos acessos: decidir nela vale o mesmo.
packet-private = Esta página contém só os acessos que cabem a você. Funciona sem internet e não envia nada: o que você decide sai daqui apenas no arquivo que salvar.
packet-evidence = Dados lidos em { $ended }: leitura { $run }, SHA-256 { $sha256 }
