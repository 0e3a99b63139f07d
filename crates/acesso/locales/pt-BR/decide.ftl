# O que as pessoas decidem sobre uma execução, o que assinam, e o que foi feito do que revogaram.

# O que difere do que foi assinado.
differs-run = os dados da execução { $run } não são os que eram quando ela terminou: o hash era { $was } e é { $is }
differs-signed-run = os dados da execução { $run } não são os que a assinatura { $number } assinou: o hash era { $was } e é { $is }
differs-decisions = as decisões sobre a execução { $run } não são as que a assinatura { $number } assinou: o hash era { $was } e é { $is }
differs-counts = a assinatura { $number } não conta o que a execução { $run } e suas decisões contêm
differs-statement = a declaração da assinatura { $number }, da execução { $run }, não é a que foi assinada: o hash era { $was } e é { $is }
differs-unreadable = a declaração da assinatura { $number }, da execução { $run }, não pode ser lida
differs-place = a declaração da assinatura { $number }, da execução { $run }, é de outro número ou de outra execução
differs-chain = a assinatura { $number } não segue a anterior: alguma foi alterada, inserida ou retirada
