# O que dizem os comandos que mostram uma leitura, e as palavras de suas tabelas.

kept-in = guardado em { $file }
run-written = a leitura { $run } foi gravada em { $file }
no-findings = nenhum
nothing = nada
key-rules = regras: { $rules }

findings-counted = { $count ->
    [one] { $count } achado
   *[other] { $count } achados
}; { $suppressed ->
    [one] { $suppressed } suprimido
   *[other] { $suppressed } suprimidos
} em acesso.toml
findings-counted-in-a-line = { $count } ({ $suppressed ->
    [one] { $suppressed } suprimido
   *[other] { $suppressed } suprimidos
})
question-and-data = { $question } Apoia-se nestes dados: { $data }.
accesses-in-accounts = { $accesses ->
    [one] { $accesses } acesso
   *[other] { $accesses } acessos
} em { $accounts ->
    [one] { $accounts } conta
   *[other] { $accounts } contas
}
unsearchable-accounts = { $kind ->
    [unattributed] o { $service } tem { $count ->
        [one] { $count } acesso sem titular
       *[other] { $count } acessos sem titular
    }
   *[other] o { $service } tem { $accounts } sem e-mail
}
note-somebody-behind-them = nota: { $accounts }; alguns podem ser de pessoas desta lista
note-no-address-finds = nota: { $accounts }; a busca por e-mail não os encontra
note-left-out = nota: ficaram de fora { $count ->
    [one] { $count } acesso
   *[other] { $count } acessos
} de contas sem e-mail: não há como saber se essas pessoas têm conta no { $service }
note-no-such-permission = nota: a leitura { $run } não tem a permissão { $asked }; existem: { $there }
note-not-read = nota: a leitura { $run } não leu o { $service }
note-same-person = nota: pode ser a mesma pessoa: { $person }, { $kind } no { $service }

account-not-approved = não aprovado
account-not-active = não ativo
account-email-not-validated = e-mail não validado
account-full-access = acesso total
account-roles-not-read = perfis não lidos
account-rules-not-read = pode ter regras que não podem ser lidas
account-by-mail-hash = conhecida pelo hash do e-mail
account-guest = convidado
account-revoked-on = revogada em { $day }

change = { $what ->
    [gained] ganho
    [lost] perdido
    [changed] alterado
   *[attributed] atribuído
}
the-account = (a conta)
there = existe
not-there = não existe
held = tem
not-held = não tem
compared = Comparados: { $services }
not-compared = Não comparado: { $service }, { $reason }
warning-not-compared = aviso: o { $service } não é comparado: { $reason }
not-compared-not-whole = a leitura { $run } { $state ->
    [incomplete] está incompleta
   *[reading] está em andamento
} nele
not-compared-not-read = a leitura { $run } não o leu
not-compared-another-account = nada mostra que as leituras { $old } e { $new } perguntaram à mesma conta dele
not-compared-other-settings = ele foi lido com outras configurações: { $before } na leitura { $old }, { $after } na leitura { $new }
note-older-run-first = nota: a leitura { $older } é a mais antiga, e por isso é comparada com a leitura { $newer }
nothing-changed = nada mudou entre a leitura { $old } e a leitura { $new }
changes-counted = { $gained ->
    [one] { $gained } ganho
   *[other] { $gained } ganhos
}, { $lost ->
    [one] { $lost } perdido
   *[other] { $lost } perdidos
}, { $changed ->
    [one] { $changed } alterado
   *[other] { $changed } alterados
}, { $attributed ->
    [one] { $attributed } atribuído
   *[other] { $attributed } atribuídos
}

summary-read = lido
summary-from-to = de { $from } a { $to }
summary-settings = configurações: { $settings }
summary-unattributed = acessos sem titular

state-data-removed = { $state }, dados removidos
pseudonymised = { $whose }; pseudonimizados, não anônimos
names-are-codes =
    nomes e endereços são códigos: pseudonimizados, não anônimos
    quem tem a chave consegue dizer de quem são, então guarde-a à parte: { $file }
never-ended = nunca
nothing-to-remove = nenhuma leitura é mais antiga que isso, ou já não guarda dados
runs-removed = { $count ->
    [one] foi removido o que { $count } leitura guardava; os totais e o hash ficam
   *[other] foi removido o que { $count } leituras guardavam; os totais e os hashes ficam
}
runs-would-be-removed = { $count ->
    [one] { $count } leitura perderia o que guarda: acrescente --execute para remover
   *[other] { $count } leituras perderiam o que guardam: acrescente --execute para remover
}
warning-differs = aviso: { $sentence }
