# A resposta de uma revisão, em uma tela.

screen-run = Leitura { $run }
screen-when = de { $began }, durou { $took }{ $resumed ->
    [0] { "" }
    [one] , retomada uma vez
   *[other] , retomada { $resumed } vezes
}
screen-state = { $state ->
    [complete] completa
    [incomplete] INCOMPLETA
   *[reading] NÃO TERMINADA
}

screen-read = O que foi lido, e como sabemos que é tudo
screen-read-in-brief = O que foi lido (--verbose diz como sabemos que é tudo)
screen-checks = { $count ->
    [one] { $count } verificação mostra que é tudo
   *[other] { $count } verificações mostram que é tudo
}
screen-stopped = interrompido
screen-incomplete = incompleto
screen-roster = lista do RH
screen-roster-people = { $people ->
    [one] { $people } pessoa
   *[other] { $people } pessoas
}, das quais { $left ->
    [one] { $left } se desligou
   *[other] { $left } se desligaram
}{ $unknown ->
    [0] { "" }
   *[other] ; de outras { $unknown } ela não diz
}
screen-no-roster = não há, e por isso não se sabe quem se desligou: forneça uma lista de quem trabalha aqui com --roster ARQUIVO

screen-findings = Achados
screen-no-findings = nenhum
screen-nothing-to-tell = não se sabe, pois nada foi lido
screen-findings-without = { $counts }, sem contar o que não pôde ser lido de { $services }
screen-findings-suppressed = { $counts }; { $suppressed ->
    [one] { $suppressed } suprimido
   *[other] { $suppressed } suprimidos
} em acesso.toml
screen-more-kinds = e mais { $count ->
    [one] { $count } tipo
   *[other] { $count } tipos
}: { $command }

screen-changes = Mudanças
screen-changes-unknown = não se sabe, nenhuma leitura anterior pode ser comparada com esta
screen-changes-since = desde a leitura { $run }: { $gained ->
    [one] { $gained } acesso ganho
   *[other] { $gained } acessos ganhos
}, { $lost ->
    [one] { $lost } perdido
   *[other] { $lost } perdidos
}, { $changed ->
    [one] { $changed } alterado
   *[other] { $changed } alterados
}{ $attributed ->
    [0] { "" }
    [one] , { $attributed } que agora tem titular
   *[other] , { $attributed } que agora têm titular
}
screen-not-compared = { $service } não comparado: { $reason }

screen-not-covered = Não coberto
not-covered-service = { $service }: não foi lido
not-covered-missing = { $service }: o que não pôde ser lido dele; pode haver mais achados ali
not-covered-not-asked = não perguntado: { $rules }; { $reason }
not-covered-no-answer = { $questions } Não se sabe de { $count }: { $whom }
not-covered-no-answer-in-brief = { $questions } Não se sabe de { $count }
not-covered-no-more-answers = { $count ->
    [one] mais { $count } pergunta fica
   *[other] mais { $count } perguntas ficam
} sem resposta para alguns: `acesso findings` diz quais
not-covered-log-ins = nenhum serviço informa quando alguém fez login pela última vez
not-covered-hidden = o que o plano da conta ou as credenciais não deixam ver

screen-next = Próximos passos
next-check = se os serviços respondem e as credenciais valem
next-resume = pergunta de novo pelo que falta
next-anew = lê tudo de novo: as listas não batiam
next-findings = todos os achados, e o que não se sabe
next-who = tudo o que uma pessoa pode acessar
next-grants = a lista inteira: quem pode o quê, onde
next-diff = o que mudou, item por item
next-report = o relatório, para mostrar e imprimir
next-export = a planilha para decidir
