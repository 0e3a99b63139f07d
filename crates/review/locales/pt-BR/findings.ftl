# As perguntas feitas a toda leitura. De cada uma: a pergunta; os dados em que se apoia; de quem não se sabe a resposta
# ("para 3: …"); a frase sobre um achado; e a frase sobre muitos iguais.
#
# De quem e de que trata a frase, à escolha: who, principal, permissions (e roles, quantos perfis são), place, resources
# (quantos), accesses, left-on (um dia, ou `unknown`); sobre muitos, também count.

finding-roster-left-question = Quem se desligou e ainda tem acesso? As chaves têm uma pergunta própria.
finding-roster-left-data = a situação e o último dia de cada pessoa na lista do RH, e os e-mails de todas as contas
finding-roster-left-unknown = contas sem e-mail ou sem titular conhecido, e pessoas de quem a lista do RH deixa em aberto se se desligaram, ou por qual e-mail são conhecidas
finding-roster-left-one = { $who } se desligou{ $left-on ->
    [unknown] { "" }
   *[other] { " " }em { $left-on }
}, segundo a lista do RH, mas ainda tem { $accesses }
finding-roster-left-many = { $count } pessoas se desligaram, segundo a lista do RH, mas ainda têm acessos, por exemplo { $who }

finding-roster-not-listed-question = Quem tem acesso e não está na lista do RH, embora o e-mail seja de um domínio que `internal_domains` cita? Os demais são de fora, e ninguém espera que estejam nela.
finding-roster-not-listed-data = a lista do RH, e os e-mails de todas as contas
finding-roster-not-listed-unknown = contas sem e-mail ou sem titular conhecido
finding-roster-not-listed-one = { $who } não está na lista do RH mas tem { $accesses }
finding-roster-not-listed-many = { $count } pessoas têm acesso e não estão na lista do RH, por exemplo { $who }

finding-revoked-still-held-question = Quem ainda tem o que a decisão assinada mais recente revogou?
finding-revoked-still-held-data = o que foi feito, nesta leitura, de cada acesso revogado
finding-revoked-still-held-unknown = acessos de um serviço que não foi lido por inteiro, ou com --quick, ou em outro lugar, e aqueles dos quais não se sabe com quais perfis ou permissão a conta está lá, de quem são, ou se outra conta ou permissão é da mesma pessoa
finding-revoked-still-held-one = { $who } ainda tem { $permissions } em { $place }, embora isso tenha sido revogado
finding-revoked-still-held-many = { $count } contas ainda têm o que foi revogado, por exemplo { $who }: { $permissions } em { $place }

finding-revoked-granted-again-question = Quem voltou a ter o que foi revogado, embora uma leitura anterior tenha visto que já não tinha?
finding-revoked-granted-again-data = o que foi feito, nesta leitura e nas anteriores, de cada acesso revogado
finding-revoked-granted-again-unknown = acessos de um serviço que não foi lido por inteiro, ou com --quick, ou em outro lugar, e aqueles dos quais não se sabe com quais perfis ou permissão a conta está lá, de quem são, ou se outra conta ou permissão é da mesma pessoa
finding-revoked-granted-again-one = { $who } voltou a ter { $permissions } em { $place }, embora isso tenha sido revogado e retirado
finding-revoked-granted-again-many = { $count } contas voltaram a ter o que foi revogado e retirado, por exemplo { $who }: { $permissions } em { $place }

# Uma regra que esta versão não tem mais.
finding-of-unknown-rule = { $rule }: { $who }

# De quem e de que trata um achado.
who-named = { $name } ({ $known-by })
who-key = a chave de API { $person }
who-key-of = a chave de API { $key } de { $person }
who-permission = a permissão { $id }
at-every-resource = todos os recursos
at-resources = { $others ->
    [0] { $first }
    [one] { $first } e mais { $others } recurso
   *[other] { $first } e mais { $others } recursos
}
accesses-in-services = { $count ->
    [one] { $count } acesso
   *[other] { $count } acessos
}, em { $services }

# Por que uma pergunta não pôde ser feita.
need-enabled = desligada em acesso.toml
need-service = { $service } não está entre os serviços da leitura
need-conflicts = `conflicts` em acesso.toml não cita perfis
need-roster = não há lista do RH, que diz quem trabalha aqui (`--roster ARQUIVO`)
need-departures = a lista do RH não diz de ninguém se se desligou
need-internal-domains = `internal_domains` em acesso.toml não cita domínios

# De quem não se sabe a resposta.
gap-unknown = para { $count }: { $whom }
gap-rest = para o resto: { $services } { $count ->
    [one] não foi lido
   *[other] não foram lidos
} por inteiro

expired-suppression = { $author } suprimiu isto até { $until } ({ $reason }); achados que isso deixou de esconder: { $findings }
expired-suppression-for = { $author } suprimiu isto para { $account } até { $until } ({ $reason }); achados que isso deixou de esconder: { $findings }

# O que é uma linha dos achados.
finding-state = { $state ->
    [found] achado
    [suppressed] suprimido
    [gone] não existe mais
    [not_evaluated] não avaliado
   *[expired] supressão vencida
}
not-evaluated-for = para { $whom }
