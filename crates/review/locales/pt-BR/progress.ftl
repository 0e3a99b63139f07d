# Até onde vai uma leitura.

progress-announcement = { $service }: { $calls ->
    [one] falta { $calls } chamada
   *[other] faltam { $calls } chamadas
}, cerca de { $time } { $unit ->
    [seconds] segundos
    [minutes] minutos
   *[hours] horas
} a { $per-second } por segundo
progress-line = { $service }: { $done } de { $calls ->
    [one] { $calls } chamada
   *[other] { $calls } chamadas
}
progress-open-line = { $service }: { $done ->
    [one] { $done } chamada
   *[other] { $done } chamadas
} até agora

# O que fica ao lado de uma barra.
progress-bar = { $pos }/{ $len } chamadas, { $rate }, faltam { $eta }
progress-spinner = { $pos } chamadas até agora, { $rate }
progress-rate = { $rate } por segundo
