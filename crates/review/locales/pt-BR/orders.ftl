# A lista de trabalho de uma revisão: o que as pessoas têm de retirar ou alterar em cada serviço.

orders-of-run = Leitura { $run } de { $began }: { $revoke } { $revoke ->
    [one] acesso
   *[other] acessos
} para retirar, { $change } para alterar
orders-changes-nothing = O programa não muda nada em nenhum serviço: as pessoas fazem o que está aqui, e a próxima revisão confere.
orders-not-signed = NÃO ASSINADA: nada disto é uma ordem antes de `acesso sign { $run } --by NOME`
orders-none = não há nada para retirar nem para alterar
orders-revoke = { $service }: { $count } para retirar
orders-change = { $service }: { $count } para alterar
orders-what = { $what } em { $place }
orders-ids = ids: { $ids }
orders-in-the-panel = no painel: o { $service } não documenta nenhuma operação para isso
orders-by-operation = por { $operation }, no painel ou como { $method } { $path }
orders-reason = motivo: { $reason }
orders-decided = decidido por { $reviewer } em { $day }
orders-state = situação: { $state }
orders-elsewhere = nota: { $count } { $count ->
    [one] acesso que a revisão da leitura { $run } revogou pode ainda existir
   *[other] acessos que a revisão da leitura { $run } revogou podem ainda existir
}: `acesso revocations { $run }{ $place }`
orders-written = gravado: { $file } ({ $count })

order-not-signed = ainda não assinado: não é uma ordem
order-open = pendente: nenhuma leitura olhou desde então
order-still-there = pendente: ainda existe na leitura { $run }
order-held-otherwise = pendente na leitura { $run }: { $held }
order-granted-again = concedido de novo, visto na leitura { $run }
order-unknown = desconhecido: a leitura { $run } não pôde dizer
order-removed = retirado, visto assim na leitura { $run }
order-decided-anew = não é mais uma ordem: decidido de novo na revisão da leitura { $run }: { $decision }
order-not-checked = pendente ou feito: nenhuma leitura confere uma alteração
