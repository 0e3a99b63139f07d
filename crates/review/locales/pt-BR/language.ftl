# Palavras que aparecem em muitos lugares.
# Cada coisa tem um só nome em cada língua: eles estão em TERMS.md, no crate `acesso`.

yes = sim
no = não
unknown = desconhecido
# As duas primeiras palavras são as mesmas em todo idioma: pessoas e programas procuram por elas.
sandbox-data = SANDBOX DATA: pessoas imaginárias
real-accounts = contas reais
list-and = { $some } e { $last }

severity = { $severity ->
    [high] alta
    [medium] média
    [low] baixa
   *[info] informativa
}
run-state = { $state ->
    [complete] completa
    [incomplete] incompleta
   *[reading] em andamento
}
service-state = { $state ->
    [complete] completo
    [incomplete] incompleto
   *[reading] em andamento
}
kind = { $kind ->
    [customer] cliente
    [operator] operador
    [user] usuário
    [key] chave
    [person] pessoa
    [unattributed] sem titular
   *[other] { $kind }
}
resource-kind = { $kind ->
    [help-desk] central de atendimento
    [organization] organização
    [department] departamento
    [company] empresa
    [tenant] tenant
    [path] caminho
   *[other] { $kind }
}

count-access = { $count ->
    [one] { $count } acesso
   *[other] { $count } acessos
}
count-kind = { $kind ->
    [customer] { $count ->
        [one] { $count } cliente
       *[other] { $count } clientes
    }
    [operator] { $count ->
        [one] { $count } operador
       *[other] { $count } operadores
    }
    [user] { $count ->
        [one] { $count } usuário
       *[other] { $count } usuários
    }
    [key] { $count ->
        [one] { $count } chave
       *[other] { $count } chaves
    }
   *[other] { $count } { $kind }
}

person-unattributed = sem titular ({ $id })
person-key = chave { $person }
reading-not-ended = a leitura não terminou
reason-not-kept = o motivo não foi guardado
service-line = { $service } { $state ->
    [complete] completo
    [incomplete] incompleto
   *[reading] em andamento
}
run-line = Leitura { $run } de { $began }: { $services }
warning-incomplete = aviso: a leitura { $run } não tem tudo do { $service }: { $reason }

count-findings-of-severity = { $severity ->
    [high] { $count ->
        [one] { $count } alto
       *[other] { $count } altos
    }
    [medium] { $count ->
        [one] { $count } médio
       *[other] { $count } médios
    }
    [low] { $count ->
        [one] { $count } baixo
       *[other] { $count } baixos
    }
   *[info] { $count ->
        [one] { $count } informativo
       *[other] { $count } informativos
    }
}

# Como se chama um fato sobre alguma coisa.
fact = { $fact ->
    [active] ativo
    [any_address] de qualquer endereço
    [approved] aprovado
    [email] e-mail
    [email_validated] e-mail validado
    [enabled] ativado
    [from_list] da lista
    [full_access] acesso total
    [granted_by] concedido por
    [held] tem
    [home] tenant principal
    [ip_ranges] faixas de endereços
    [known] conhecido
    [known_by] conhecido por
    [level] nível
    [list_agrees] a lista confere
    [listed] na lista
    [listed_in] listado em
    [mail_hash] hash do e-mail
    [may_create_tickets] pode abrir chamados
    [monthly_tickets] chamados por mês
    [name] nome
    [operators] operadores
    [parent] superior
    [quick] modo rápido
    [revoked_on] revogada em
    [roles] perfis
    [roles_read] perfis lidos
    [rules] regras
    [shares_key] chave repetida
    [since] desde
    [skip_roles] sem perfis
    [status] situação
   *[other] { $words }
}
