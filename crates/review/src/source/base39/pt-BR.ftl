# O que se diz apenas sobre o Base39.

# Uma permissão em todas as empresas, as futuras incluídas.
resource-base39-all = todas as empresas

at-every-base39 = todas as empresas
at-base39 = { $others ->
    [0] { $first }
    [one] { $first } e mais { $others } empresa
   *[other] { $first } e mais { $others } empresas
}

# O que cada permissão autoriza.
allows-base39-approver = Aprovar
means-base39-approver = O Base39 só informa o nome deste perfil, sem explicar o que permite.
allows-base39-financial = Cuidar do financeiro
means-base39-financial = O Base39 só informa o nome deste perfil, sem explicar o que permite.
allows-base39-administrator = Administrar
means-base39-administrator = O Base39 só informa o nome deste perfil, sem explicar o que permite.
allows-base39-backoffice = Trabalhar no backoffice
means-base39-backoffice = O Base39 só informa o nome deste perfil, sem explicar o que permite.
allows-base39-backoffice-financial = Cuidar do financeiro no backoffice
means-base39-backoffice-financial = O Base39 só informa o nome deste perfil, sem explicar o que permite.
allows-base39-backoffice-automation = Automatizar o backoffice
means-base39-backoffice-automation = O Base39 só informa o nome deste perfil, sem explicar o que permite.
allows-base39-full-access = Tudo o que a API permite
means-base39-full-access = A chave pode chamar todas as operações da API.
allows-base39-readonly = Consultar pela API
means-base39-readonly = A chave pode consultar este caminho da API, sem alterar nada.
allows-base39-writeonly = Alterar pela API
means-base39-writeonly = A chave pode alterar dados neste caminho da API, mas não os consultar.
allows-base39-readwrite = Consultar e alterar pela API
means-base39-readwrite = A chave pode consultar e alterar dados neste caminho da API.

finding-base39-conflicting-roles-question = Quais operadores acumulam dois perfis conflitantes na mesma empresa? Operadores com o mesmo e-mail, ou da mesma pessoa na lista do RH, são um só. Um perfil em todas as empresas vale para cada uma; `[base39] conflicts` diz quais pares conflitam.
finding-base39-conflicting-roles-data = as permissões de cada operador
finding-base39-conflicting-roles-unknown = permissões com um desses perfis das quais não se sabe o titular, operadores sem e-mail que podem ser a mesma pessoa que outro, e perfis que o Base39 não documenta
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
finding-base39-administrator-unknown = permissões de administrador das quais não se sabe o titular, e perfis que o Base39 não documenta
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
finding-base39-key-any-address-data = `any_address` e `revoked_on` de cada chave
finding-base39-key-any-address-unknown = chaves de que o Base39 não informa isso
finding-base39-key-any-address-one = { $who } pode ser usada de qualquer endereço de rede no Base39
finding-base39-key-any-address-many = { $count } chaves de API do Base39 podem ser usadas de qualquer endereço de rede, por exemplo { $who }

finding-base39-key-of-leaver-question = Quais chaves de API não revogadas são de alguém que se desligou?
finding-base39-key-of-leaver-data = o e-mail e `revoked_on` de cada chave, e a lista do RH
finding-base39-key-of-leaver-unknown = chaves de pessoas que não estão na lista do RH, ou de quem ela não diz se se desligaram, ou diz as duas coisas
finding-base39-key-of-leaver-one = { $who } ainda funciona no Base39 embora a pessoa tenha se desligado
finding-base39-key-of-leaver-many = { $count } chaves de API do Base39 ainda funcionam embora a pessoa tenha se desligado, por exemplo { $who }

remedy-base39-key = Envie as regras que devem ficar. O Base39 não diz o que acontece com um campo omitido. Para revogar a chave inteira, use o painel.
advice-base39 = defina BASE39_API_KEY, ou BASE39_CLIENT_ID e BASE39_CLIENT_SECRET
