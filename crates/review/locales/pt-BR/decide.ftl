# O que as pessoas decidem sobre uma leitura, o que assinam, e o que foi feito do que revogaram.

# O que difere do que foi assinado.
differs-run = os dados da leitura { $run } não são os que eram quando ela terminou: o hash era { $was } e é { $is }
differs-signed-run = os dados da leitura { $run } não são os que a assinatura { $number } assinou: o hash era { $was } e é { $is }
differs-decisions = as decisões sobre a leitura { $run } não são as que a assinatura { $number } assinou: o hash era { $was } e é { $is }
differs-campaign = a campanha sobre a leitura { $run } não é a que a assinatura { $number } assinou: o hash era { $was } e é { $is }
differs-counts = a assinatura { $number } não conta o que a leitura { $run } e suas decisões contêm
differs-member = a assinatura { $number } diz da leitura { $run } que { $member } é { $was }, e é { $is }
differs-remains = os dados da leitura { $run } constam como removidos, e parte deles está lá, ou nada diz quanto era
differs-unrecorded = o que está decidido sobre algum acesso da leitura { $run } não é o que foi registrado por último
differs-statement = a declaração da assinatura { $number }, da leitura { $run }, não é a que foi assinada: o hash era { $was } e é { $is }
differs-unreadable = a declaração da assinatura { $number }, da leitura { $run }, não pode ser lida
differs-place = a declaração da assinatura { $number }, da leitura { $run }, é de outro número ou de outra leitura
differs-chain = a assinatura { $number } não segue a anterior: alguma foi alterada, inserida ou retirada

# O que se pode decidir sobre um acesso. Um arquivo é entendido com estas palavras, em maiúsculas ou minúsculas.
decision-keep = manter
decision-change = alterar
decision-revoke = revogar

# O que `acesso decide` responde.
decide-passed-over = sem decisões: { $files }
decide-refused = { $file }: RECUSADO, e nada dele foi registrado
decide-dry-run = NÃO REGISTRADO: isto é o que seria
decide-file = { $file }, leitura { $run }: { $added } { $added ->
    [one] decisão registrada
   *[other] decisões registradas
} pela primeira vez, { $replaced } { $replaced ->
    [one] substituída
   *[other] substituídas
}, { $unchanged } como antes
decide-in-place-of = no lugar de { $reviewer }: { $why }
decide-withdrawn = { $count } { $count ->
    [one] decisão desfeita
   *[other] decisões desfeitas
}
decide-counts = { $decided } de { $accesses } { $accesses ->
    [one] acesso
   *[other] acessos
} com decisão: manter { $keep }, alterar { $change }, revogar { $revoke }; { $undecided } sem decisão
decide-own = { $count } { $count ->
    [one] decisão é sobre um acesso do próprio revisor
   *[other] decisões são sobre acessos do próprio revisor
}
decide-not-as-exported = aviso: este arquivo foi exportado por uma versão anterior e não diz o que estava decidido então: células apagadas desde então não são percebidas

# O que `acesso sign` responde.
sign-is = a leitura { $run } está ASSINADA: assinatura { $number }. Nenhuma decisão sobre ela muda mais.
sign-would-be = NÃO ASSINADA: esta seria a assinatura { $number }, da leitura { $run }
sign-undecided = { $count } { $count ->
    [one] acesso fica sem decisão
   *[other] acessos ficam sem decisão
}
sign-carried = { $count ->
    [one] deles, { $count } começa com a decisão de uma revisão anterior
   *[other] deles, { $count } começam com a decisão de uma revisão anterior
}
sign-forced = é assinada embora nem tudo esteja como era: { $reason }
sign-incomplete = INCOMPLETA: a leitura { $run } não tem tudo o que deveria ler, e é isso que a assinatura diz
sign-who = por { $name }, como declarado; usuário { $user } do sistema em { $host }, { $time }
sign-hash = SHA-256 da declaração: { $sha256 }
sign-follows = segue a assinatura { $number }
sign-is-first = a primeira deste arquivo de leituras

# O que foi feito de um acesso revogado.
revocation = revogação
revocation-decided = revogado na leitura { $run }
revocation-removed = retirado
revocation-held = ainda existe
revocation-granted-again = concedido de novo
revocation-unknown = desconhecido
revocation-by = { $state }, por { $permission } em { $place }
revocation-by-account = { $state }, por { $permission } em { $place }, em outra conta com o mesmo e-mail: { $account }
revocation-by-holder = { $state }, por { $permission } em { $place }, que é de { $account }
revocation-counts = do que foi revogado: { $removed } { $removed ->
    [one] retirado
   *[other] retirados
}, { $held } ainda { $held ->
    [one] existe
   *[other] existem
}, { $granted_again } { $granted_again ->
    [one] concedido
   *[other] concedidos
} de novo, { $unknown } { $unknown ->
    [one] desconhecido
   *[other] desconhecidos
}
