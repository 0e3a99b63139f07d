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

login-open = Para fazer o login, abra este endereço num navegador desta máquina:
login-waiting = Esperando o navegador voltar a { $address }, por 5 minutos no máximo.
login-done = login feito no
login-kept = guardado em
login-not-kept = aviso: o novo login no MyReports não foi guardado: { $why }
    quando isto terminar, faça o login de novo com `acesso login myreports`
login-page-done = Você pode fechar esta janela e voltar ao terminal.
login-page-refused = O login não deu certo. O terminal diz por quê; feche esta janela.
login-page-not-ours = Isto responde a outro login, e nada foi aproveitado. Abra o endereço que o terminal mostra.
login-page-nothing = Não há nada aqui.
logout-removed = removido de
logout-nowhere = lugar nenhum: não havia nada guardado
logout-keyring-left-out = ACESSO_NO_KEYRING está definida: ninguém olhou no cofre de senhas do sistema, e um login que esteja nele continua lá
logout-log-in-stays-good = o MyReports não documenta como revogar um login: os tokens valem até vencerem sozinhos
logout-credentials-stay-good = o { $service } ainda aceita o que foi esquecido aqui: se ninguém mais deve usá-lo, revogue-o lá também

sandbox-guide = Os três serviços nesta máquina, com dados imaginários. Em outro terminal:
sandbox-whole-review = Uma revisão inteira, com quem são os operadores e quem o RH conhece:
sandbox-enterprise-token = Os caminhos de empresa do MyReports aceitam o token { $token }
sandbox-stop = Pare com Ctrl-C.
sandbox-announced = { sandbox-data }. Há um cliente { $customer } e um tenant { $tenant }.
sandbox-webhook = webhook ({ $name }): o destinatário respondeu { $status }
sandbox-webhook-lost = webhook ({ $name }): não entregue: { $error }

call-not-sent = Nada foi enviado. { $operation } pode alterar alguma coisa: acrescente --execute para enviar
call-key = nota: para enviar de novo sem que seja feito duas vezes, acrescente --idempotency-key { $key }
call-done = { $operation } foi feita: { $status }, sem corpo
call-bytes = { $count } bytes
warning-role = aviso: `{ $role }` não está entre os perfis documentados do Base39: { $roles }
warning-users-counted = aviso: o serviço contou { $count } usuários e enviou { $sent }

customer-approved = cadastro aprovado
customer-active = cadastro ativo
customer-may-create = pode abrir chamados
customer-quota = chamados por mês
customer-unlimited = sem limite
customer-validated = e-mail validado

counted-permissions = { $count ->
    [one] { $count } permissão
   *[other] { $count } permissões
}
counted-users = { $count ->
    [one] { $count } usuário
   *[other] { $count } usuários
}
counted-operations = { $count ->
    [one] { $count } operação
   *[other] { $count } operações
}
counted-items = { $count ->
    [one] { $count } item
   *[other] { $count } itens
}
list-whole = { $counted }: é tudo o que há
list-stopped = { $counted }; parou em --limit { $limit }, pode haver mais
client-for = { $client } por { $external }
call-new-key = uma nova, criada no envio
call-part = o arquivo { $file }, { $count } bytes
