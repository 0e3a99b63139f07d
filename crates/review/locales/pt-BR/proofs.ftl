# Como se sabe que um serviço foi lido por inteiro, ou que não foi.

proof-counted = o próprio serviço conta { $first } { $what }, e a leitura trouxe { $ours }
proof-counted-otherwise = o próprio serviço conta { $first } { $what }, mas a leitura trouxe { $ours }
proof-counted-changed = o próprio serviço contou { $first } { $what } no começo{ $between } e { $last } no fim, e a leitura trouxe { $ours }: a lista mudou enquanto era lida
proof-counted-between = , { $between } no meio
proof-read-twice = { $lists ->
    [0] a lista de { $both } { $what } foi lida duas vezes, igual nas duas
    [one] uma lista de { $what } foi lida duas vezes, igual nas duas, com { $both } ids distintos
   *[other] cada uma das { $lists } listas de { $what } foi lida duas vezes, igual nas duas, com { $both } ids distintos ao todo
}{ $meanwhile ->
    [0] { "" }
   *[other] { " " }(mais { $meanwhile } de criação recente, durante a leitura)
}; comparação por { $members }
proof-read-twice-changed = { $lists ->
    [0] a lista de { $what } foi lida duas vezes e não era a mesma
    [one] uma lista de { $what } foi lida duas vezes e não era a mesma
   *[other] as { $lists } listas de { $what } foram lidas duas vezes e não eram as mesmas
}: na segunda vez faltavam { $gone }, havia { $new } a mais e, de { $changed }, o serviço disse outra coisa; comparação por { $members }
proof-read-once = { $lists ->
    [0] a lista de { $items } { $what } foi lida até o fim, uma vez
    [one] uma lista de { $what } foi lida até o fim, uma vez, com { $items } ids distintos
   *[other] cada uma das { $lists } listas de { $what } foi lida até o fim, uma vez, com { $items } ids distintos ao todo
}
proof-counted-each = { $lists ->
    [one] uma lista de { $what } que o serviço conta tem tantos quantos ele informa, { $items }
   *[other] cada uma das { $lists } listas de { $what } que o serviço conta tem tantos quantos ele informa, { $items } ao todo; quem está em várias listas é uma conta só
}{ $uncounted ->
    [0] { "" }
    [one] ; mais uma não tem contagem
   *[other] ; mais { $uncounted } não têm contagem
}
proof-roles-skipped = perfis não lidos: de { $grants } contas sabe-se onde estão, não o que podem fazer ali, como pede --skip-roles
proof-roles-unknown = de { $grants } contas sabe-se onde estão, não o que podem fazer ali: o serviço não disse, ou não foi possível perguntar
proof-metrics = as contagens de usuários por perfil do próprio serviço conferem com o que foi lido: { $agree } de { $agree }{ $uncounted ->
    [0] { "" }
   *[other] { " " }(foram lidos mais { $uncounted } que ele não conta)
}
proof-metrics-differ = das contagens de usuários por perfil do próprio serviço, { $agree } conferem com o que foi lido e { $differ } diferem, por exemplo: { $example }; elas são de outro momento, e não está documentado se incluem convidados e usuários desativados{ $uncounted ->
    [0] { "" }
   *[other] { " " }(foram lidos mais { $uncounted } que ele não conta)
}
proof-sampled = as permissões de { $what } vêm da lista; de { $checked } conferidas uma a uma (sorteadas com a semente { $seed }), { $agree } coincidem
proof-repeated = a lista de { $what } trouxe { $count } mais de uma vez: ela mudou enquanto era lida
proof-shared-keys = { $count } { $what } têm a mesma chave de outro (um id interno ou endereço de e-mail), e é por ela que se pergunta ao serviço; por isso não se sabe o que podem fazer: { $example }
proof-contradicted = a lista de { $what } e a consulta exata se contradizem sobre { $count }: uma das duas é sobre outra pessoa, ou houve mudança durante a leitura
proof-nameless = { $count } { $what } aparecem só pelo id: a única página que o serviço documenta não traz os nomes
proof-not-there = { $operators ->
    [one] { $operators } operador da sua lista não existe no serviço: o id está certo?
   *[other] { $operators } operadores da sua lista não existem no serviço: os ids estão certos?
}
proof-no-address = { $accounts ->
    [one] { $accounts } conta tem, no lugar do e-mail, algo que não é um e-mail: nenhuma pessoa é associada a ela
   *[other] { $accounts } contas têm, no lugar do e-mail, algo que não é um e-mail: nenhuma pessoa é associada a elas
}
proof-attributed = { $deleted ->
    [0] cada uma das { $permissions } permissões não excluídas foi encontrada com um dos { $operators } operadores
    [one] { $deleted } das { $all } permissões está excluída; cada uma das outras { $permissions } foi encontrada com um dos { $operators } operadores
   *[other] { $deleted } das { $all } permissões estão excluídas; cada uma das outras { $permissions } foi encontrada com um dos { $operators } operadores
}
proof-attributed-in-part = { $deleted ->
    [0] de { $permissions } permissões não excluídas, { $under } foram encontradas com um dos { $operators } operadores e { $nobodys } com nenhum: ninguém sabe de quem são
    [one] { $deleted } das { $all } permissões está excluída; das outras { $permissions }, { $under } foram encontradas com um dos { $operators } operadores e { $nobodys } com nenhum: ninguém sabe de quem são
   *[other] { $deleted } das { $all } permissões estão excluídas; das outras { $permissions }, { $under } foram encontradas com um dos { $operators } operadores e { $nobodys } com nenhum: ninguém sabe de quem são
}
proof-operators-not-read = { $count ->
    [one] não foi possível perguntar por { $count } dos operadores, e algumas podem ser dele
   *[other] não foi possível perguntar por { $count } dos operadores, e algumas podem ser deles
}
proof-operators-not-known = o serviço não conhece { $count } dos operadores
proof-permissions-created-meanwhile = { $count ->
    [one] { $count } permissão foi criada enquanto a lista era lida
   *[other] { $count } permissões foram criadas enquanto a lista era lida
}
proof-permissions-not-listed = { $count ->
    [one] { $count } foi encontrada com um operador e falta na lista, que portanto não está inteira
   *[other] { $count } foram encontradas com um operador e faltam na lista, que portanto não está inteira
}
proof-permissions-told-otherwise = de { $count } o serviço disse, com um operador, outra coisa que na lista (empresa, perfis, exclusão ou data de criação): um dos dois mudou
proof-no-operators = não se sabe de quem são as { $permissions } permissões não excluídas, pois o serviço não informa os operadores: forneça uma lista deles com --operators FILE
proof-operator-ignored = o serviço deu permissões de um operador que não existe, ou seja, não olha por quem se pergunta: nenhuma das { $permissions } permissões é atribuída a alguém
proof-one-operator = todas as permissões foram encontradas com um só operador, e nada mostra que o serviço olha por quem se pergunta: nenhuma das { $permissions } permissões é atribuída a alguém; inclua na lista de --operators um operador que tenha outras
proof-two-operators = o serviço deu a mesma permissão com dois operadores ({ $example }), e não se sabe de quem ela é: nenhuma das { $permissions } permissões é atribuída a alguém
proof-unread-items = { $count ->
    [one] não foi possível ler { $count } item de { $what }, que falta; os outros foram lidos
   *[other] não foi possível ler { $count } itens de { $what }, que faltam; os outros foram lidos
}, por exemplo: { $example }
proof-unread = não foi possível ler { $what }{ $count ->
    [one] { "" }
   *[other] { " " }({ $count } vezes)
}, por exemplo: { $example }

# Pelo que as duas leituras de uma lista são comparadas; sublinhados são hifens aqui.
proof-member = { $member ->
    [id] id
    [email] endereço de e-mail
    [internal-id] id interno
    [organization] organização
    [approved] aprovação
    [active] atividade
    [email-validated] validação do endereço
    [may-create-tickets] direito de criar chamados
    [monthly-tickets] chamados por mês
    [mail-hash] hash do e-mail
    [company] empresa
    [roles] perfis
    [deleted] exclusão
    [since] data de criação
    [rules] regras
    [ip-ranges] endereços de rede
    [revoked-on] dia da revogação
    [enabled] situação
    [parent] tenant superior
    [home] tenant principal
   *[other] { $member }
}

# De que é uma lista; espaços são hifens aqui.
proof-things = { $what ->
    [customers] clientes
    [organizations] organizações
    [departments] departamentos
    [operators] operadores
    [permissions] permissões
    [permissions-of-an-operator] permissões de um operador
    [companies] empresas
    [API-keys] chaves de API
    [tenants] tenants
    [users] usuários
   *[other] { $what }
}

# O que uma operação lê. A que não tem palavras aqui é chamada como no contrato do fornecedor.
proof-operation = { $operation ->
    [customer_list] a lista de clientes
    [customer_permissions_basic_get] as permissões de um cliente
    [organization_list] a lista de organizações
    [department_list] a lista de departamentos
    [department_operator_list] os operadores de um departamento
    [list_permissions] a lista de permissões
    [list_permissions_of_nobody] as permissões de um operador que não existe, como teste
    [list_operator_permissions] as permissões de um operador
    [take_operators] a lista de operadores
    [list_companies] a lista de empresas
    [list_api_keys] a lista de chaves de API
    [find_portal] de quem é o token, de um revendedor ou de uma empresa
    [list_again] uma lista pela segunda vez
    [reseller_list_customers] a lista de tenants
    [enterprise_list_customers] a lista de tenants
    [reseller_list_customer_users] os usuários de um tenant
    [enterprise_list_customer_users] os usuários de um tenant
    [reseller_get_customer_user] os perfis de um usuário de tenant
    [enterprise_get_customer_user] os perfis de um usuário de tenant
    [enterprise_list_accounts] a lista de contas
    [enterprise_list_account_users] os usuários de uma conta
    [enterprise_get_account_user] os perfis de um usuário de conta
    [enterprise_get_account_metrics] as contagens de perfis da própria conta
   *[other] { $operation }
}
