# As perguntas de `acesso init`.

init-environment = o ambiente tem credenciais para { $service }, que valem mais do que as guardadas
init-wanted = Configurar { $service }?
init-change = Há credenciais guardadas para { $service }. Trocar?
init-tomticket-token = O token do painel do TomTicket
init-base39-key = A chave de API; nada, para credenciais OAuth
init-myreports-region = A região: au, eu, na ou uk
init-myreports-token = O token de acesso do portal; nada, para fazer login no navegador
init-client-id = O client id
init-client-secret = O client secret
init-good = { $service } aceita estas credenciais
init-kept = guardado em: { $place }
init-log-in = agora faça o login com `acesso login myreports`
init-again = Tentar de novo?
init-left-out = { $service } fica de fora; nada dele é guardado
init-domains = Os domínios de e-mail da empresa, separados por vírgulas, como empresa.example
init-no-domain = isso não é um domínio como empresa.example
init-settings-there = { $file } já existe e fica como está
init-settings-written = { $file } foi gravado; nele está o que pode ser configurado
init-templates = Gravar ao lado listas para preencher (pessoas, operadores, responsáveis)?
init-usually-yes = [S/n]
init-usually-no = [s/N]
init-yes-or-no = responda s ou n
init-done = Agora `acesso check` pergunta a cada serviço, e `acesso review --roster roster.csv` lê todos.

# Por que não pode perguntar, ou não dá para usar o que guardou.
failure-init-stopped = interrompido: o que foi guardado até aqui fica
    .advice = `acesso init` continua daí
failure-init-without-terminal = acesso init faz perguntas, e não há ninguém num terminal
    .advice = rode num terminal, ou responda com --answers ARQUIVO; ou defina as variáveis que `acesso --help` mostra, e escreva o acesso.toml
failure-init-asks-people = acesso init pergunta a pessoas, sobre contas de verdade
    .advice = tire --json e --sandbox
failure-answers-end = não há resposta para "{ $question }"
    .advice = escreva uma linha para cada pergunta
failure-keyring-left-out = há credenciais guardadas no cofre de senhas do sistema, e ACESSO_NO_KEYRING está definida
    .advice = tire-a, ou defina as variáveis do serviço
failure-keyring-lost = as credenciais guardadas já não estão no cofre de senhas do sistema
    .advice = rode `acesso init` de novo
failure-credentials-unreadable = { $file } não contém o que o programa guarda nele
    .advice = apague-o e rode `acesso init` de novo
