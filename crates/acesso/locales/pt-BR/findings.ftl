# As perguntas feitas a toda leitura. De cada uma: a pergunta; os dados em que se apoia; de quem não se sabe a resposta
# ("para 3: …"); a frase sobre um achado; e a frase sobre muitos iguais.
#
# De quem e de que trata a frase, à escolha: who, principal, permissions (e roles, quantos perfis são), place, resources
# (quantos), accesses, left-on (um dia, ou `unknown`); sobre muitos, também count.

finding-tomticket-may-create-not-approved-question = Quais clientes podem abrir chamados embora o cadastro não esteja aprovado?
finding-tomticket-may-create-not-approved-data = `approved` e `may_create_tickets` de cada cliente
finding-tomticket-may-create-not-approved-unknown = clientes de quem o TomTicket não informa um dos dois, e o outro não basta
finding-tomticket-may-create-not-approved-one = { $who } pode abrir chamados no TomTicket embora o cadastro não esteja aprovado
finding-tomticket-may-create-not-approved-many = { $count } clientes podem abrir chamados no TomTicket embora o cadastro não esteja aprovado, por exemplo { $who }

finding-tomticket-may-create-not-active-question = Quais clientes podem abrir chamados embora o cadastro não esteja ativo?
finding-tomticket-may-create-not-active-data = `active` e `may_create_tickets` de cada cliente
finding-tomticket-may-create-not-active-unknown = clientes de quem o TomTicket não informa um dos dois, e o outro não basta
finding-tomticket-may-create-not-active-one = { $who } pode abrir chamados no TomTicket embora o cadastro não esteja ativo
finding-tomticket-may-create-not-active-many = { $count } clientes podem abrir chamados no TomTicket embora o cadastro não esteja ativo, por exemplo { $who }

finding-tomticket-email-not-validated-question = Quais clientes têm um e-mail que ninguém confirmou?
finding-tomticket-email-not-validated-data = `email_validated` de cada cliente
finding-tomticket-email-not-validated-unknown = clientes de quem o TomTicket não informa isso
finding-tomticket-email-not-validated-one = o e-mail de { $who } não está validado no TomTicket
finding-tomticket-email-not-validated-many = { $count } clientes do TomTicket têm um e-mail não validado, por exemplo { $who }

finding-tomticket-unlimited-quota-question = Quais clientes não têm limite de chamados por mês?
finding-tomticket-unlimited-quota-data = `monthly_tickets` de cada cliente
finding-tomticket-unlimited-quota-unknown = clientes de quem o TomTicket não informa isso
finding-tomticket-unlimited-quota-one = { $who } não tem limite de chamados por mês no TomTicket
finding-tomticket-unlimited-quota-many = { $count } clientes não têm limite de chamados por mês no TomTicket, por exemplo { $who }

finding-base39-conflicting-roles-question = Quais operadores acumulam dois perfis conflitantes na mesma empresa? Um perfil em todas as empresas vale para cada uma; `[base39] conflicts` diz quais pares conflitam.
finding-base39-conflicting-roles-data = as permissões de cada operador
finding-base39-conflicting-roles-unknown = permissões com um desses perfis, das quais não se sabe o titular
finding-base39-conflicting-roles-one = { $who } acumula dois perfis conflitantes no Base39, { $permissions }, em { $place }
finding-base39-conflicting-roles-many = { $count } operadores acumulam dois perfis conflitantes no Base39 na mesma empresa, por exemplo { $who }: { $permissions } em { $place }

finding-base39-role-on-every-company-question = Quais operadores têm um perfil em todas as empresas, inclusive as futuras?
finding-base39-role-on-every-company-data = as permissões de cada operador
finding-base39-role-on-every-company-unknown = permissões em todas as empresas, das quais não se sabe o titular
finding-base39-role-on-every-company-one = { $who } tem { $roles ->
    [one] o perfil
   *[other] os perfis
} { $permissions } em todas as empresas no Base39
finding-base39-role-on-every-company-many = { $count } operadores têm um perfil em todas as empresas no Base39, por exemplo { $who }: { $roles ->
    [one] o perfil
   *[other] os perfis
} { $permissions }

finding-base39-administrator-question = Quem é administrador de uma empresa?
finding-base39-administrator-data = as permissões de cada operador
finding-base39-administrator-unknown = permissões de administrador das quais não se sabe o titular
finding-base39-administrator-one = { $who } é administrador de { $place } no Base39
finding-base39-administrator-many = { $count } operadores são administradores de empresas no Base39, por exemplo { $who }

finding-base39-unattributed-permission-question = Quais permissões são de alguém que ninguém conhece?
finding-base39-unattributed-permission-data = a lista de todas as permissões, e as de cada operador
finding-base39-unattributed-permission-unknown = nada: o que não se sabe é justamente o que ela acha
finding-base39-unattributed-permission-one = ninguém sabe de quem é { $who } do Base39: { $roles ->
    [one] o perfil
   *[other] os perfis
} { $permissions } em { $place }
finding-base39-unattributed-permission-many = { $count } permissões do Base39 são de alguém que ninguém conhece, por exemplo { $who }

finding-base39-key-full-access-question = Quais chaves de API não revogadas podem fazer tudo?
finding-base39-key-full-access-data = `full_access` e `revoked_on` de cada chave
finding-base39-key-full-access-unknown = chaves de que o Base39 não informa isso
finding-base39-key-full-access-one = { $who } pode fazer tudo no Base39
finding-base39-key-full-access-many = { $count } chaves de API podem fazer tudo no Base39, por exemplo { $who }

finding-base39-key-any-address-question = Quais chaves de API não revogadas podem ser usadas de qualquer endereço de rede?
finding-base39-key-any-address-data = `ip_ranges` e `revoked_on` de cada chave
finding-base39-key-any-address-unknown = chaves de que o Base39 não informa isso
finding-base39-key-any-address-one = { $who } pode ser usada de qualquer endereço de rede no Base39
finding-base39-key-any-address-many = { $count } chaves de API do Base39 podem ser usadas de qualquer endereço de rede, por exemplo { $who }

finding-base39-key-of-leaver-question = Quais chaves de API não revogadas são de alguém que se desligou?
finding-base39-key-of-leaver-data = o e-mail e `revoked_on` de cada chave, e a lista do RH
finding-base39-key-of-leaver-unknown = chaves de pessoas que não estão na lista do RH, ou de quem ela não diz se se desligaram, ou diz as duas coisas
finding-base39-key-of-leaver-one = { $who } ainda funciona no Base39 embora a pessoa tenha se desligado
finding-base39-key-of-leaver-many = { $count } chaves de API do Base39 ainda funcionam embora a pessoa tenha se desligado, por exemplo { $who }

finding-myreports-administrator-question = Quem tem um perfil de administrador? É todo perfil com `admin` no nome, para que um novo também conte.
finding-myreports-administrator-data = os perfis de cada usuário
finding-myreports-administrator-unknown = usuários cujos perfis não foram lidos (todos, com `--skip-roles`)
finding-myreports-administrator-one = { $who } é administrador ({ $permissions }) em { $place } no MyReports
finding-myreports-administrator-many = { $count } usuários do MyReports têm um perfil de administrador, por exemplo { $who }: { $permissions } em { $place }

finding-myreports-guest-question = Quais usuários pertencem a um tenant diferente daquele a que têm acesso?
finding-myreports-guest-data = `home` (o tenant principal) de cada usuário
finding-myreports-guest-unknown = usuários cujo tenant principal não é conhecido
finding-myreports-guest-one = { $who } é convidado em { $place } no MyReports
finding-myreports-guest-many = { $count } usuários do MyReports são convidados: pertencem a outro tenant, por exemplo { $who }

finding-myreports-guest-administrator-question = Quais convidados têm um perfil de administrador?
finding-myreports-guest-administrator-data = `home` (o tenant principal) e os perfis de cada usuário
finding-myreports-guest-administrator-unknown = usuários cujo tenant principal ou cujos perfis não são conhecidos, quando o outro não basta
finding-myreports-guest-administrator-one = { $who } é convidado em { $place } no MyReports e administrador ali ({ $permissions })
finding-myreports-guest-administrator-many = { $count } convidados têm um perfil de administrador no MyReports, por exemplo { $who }: { $permissions } em { $place }

finding-myreports-user-in-disabled-tenant-question = Quais usuários ainda têm acesso a um tenant desativado?
finding-myreports-user-in-disabled-tenant-data = `enabled` de cada tenant
finding-myreports-user-in-disabled-tenant-unknown = usuários de tenants de que o MyReports não informa isso
finding-myreports-user-in-disabled-tenant-one = { $who } ainda tem acesso a { $place } no MyReports, embora desativado
finding-myreports-user-in-disabled-tenant-many = { $count } usuários ainda têm acesso a um tenant desativado do MyReports, por exemplo { $who }

finding-myreports-shared-email-question = Quais e-mails estão em várias contas?
finding-myreports-shared-email-data = o e-mail de cada usuário
finding-myreports-shared-email-unknown = usuários sem e-mail
finding-myreports-shared-email-one = { $principal } está em { $resources } contas do MyReports
finding-myreports-shared-email-many = { $count } e-mails estão em várias contas do MyReports, por exemplo { $principal }

finding-roster-left-question = Quem se desligou e ainda tem acesso? As chaves têm uma pergunta própria.
finding-roster-left-data = a situação e o último dia de cada pessoa na lista do RH, e os e-mails de todas as contas
finding-roster-left-unknown = contas sem e-mail ou sem titular conhecido, e pessoas de quem a lista do RH deixa em aberto se se desligaram
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
finding-revoked-still-held-unknown = acessos de um serviço que não foi lido por inteiro ou foi lido em outro lugar, e aqueles dos quais não se sabe com quais perfis ou permissão a conta está lá, ou de quem são
finding-revoked-still-held-one = { $who } ainda tem { $permissions } em { $place }, embora isso tenha sido revogado
finding-revoked-still-held-many = { $count } contas ainda têm o que foi revogado, por exemplo { $who }: { $permissions } em { $place }

finding-revoked-granted-again-question = Quem voltou a ter o que foi revogado, embora uma leitura anterior tenha visto que já não tinha?
finding-revoked-granted-again-data = o que foi feito, nesta leitura e nas anteriores, de cada acesso revogado
finding-revoked-granted-again-unknown = acessos de um serviço que não foi lido por inteiro ou foi lido em outro lugar, e aqueles dos quais não se sabe com quais perfis ou permissão a conta está lá, ou de quem são
finding-revoked-granted-again-one = { $who } voltou a ter { $permissions } em { $place }, embora isso tenha sido revogado e retirado
finding-revoked-granted-again-many = { $count } contas voltaram a ter o que foi revogado e retirado, por exemplo { $who }: { $permissions } em { $place }

# Uma regra que esta versão não tem mais.
finding-of-unknown-rule = { $rule }: { $who }

# De quem e de que trata um achado.
who-named = { $name } ({ $known-by })
who-key = a chave de API { $person }
who-key-of = a chave de API { $key } de { $person }
who-permission = a permissão { $id }
at-every-company = todas as empresas
at-companies = { $others ->
    [0] { $first }
    [one] { $first } e mais { $others } empresa
   *[other] { $first } e mais { $others } empresas
}
at-every-tenant = todos os tenants
at-tenants = { $others ->
    [0] { $first }
    [one] { $first } e mais { $others } tenant
   *[other] { $first } e mais { $others } tenants
}
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
    [not_evaluated] não avaliado
   *[expired] supressão vencida
}
