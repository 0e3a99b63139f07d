# O que se diz apenas sobre o MyReports.

at-every-myreports = todos os tenants
at-myreports = { $others ->
    [0] { $first }
    [one] { $first } e mais { $others } tenant
   *[other] { $first } e mais { $others } tenants
}

# O que cada permissão autoriza.
allows-myreports-member = Ter acesso ao tenant
means-myreports-member = Não foi lido o que o usuário pode fazer nele.
allows-myreports-account-user = Usar o portal do revendedor
means-myreports-account-user = Pode entrar no portal do revendedor.
allows-myreports-user-admin = Gerenciar usuários do revendedor
means-myreports-user-admin = Decide o que outros usuários do revendedor podem fazer.
allows-myreports-account-service-status = Receber avisos do serviço
means-myreports-account-service-status = Recebe avisos de situação e notas de versão.
allows-myreports-account-storage-admin = Gerenciar contas de armazenamento
allows-myreports-branding-admin = Editar a marca do portal
allows-myreports-customer-admin = Gerenciar clientes
means-myreports-customer-admin = Gerencia as contas dos clientes do revendedor.
allows-myreports-onboarding-admin = Administrar a API REST
allows-myreports-webhooks-admin = Administrar webhooks
allows-myreports-customer-user = Usar o site
means-myreports-customer-user = É o acesso básico: todo usuário novo recebe.
allows-myreports-customer-user-pbx = Ter as chamadas registradas (Essential User)
means-myreports-customer-user-pbx = As chamadas da pessoa são registradas.
allows-myreports-customer-user-pbx-realtime = Complemento de tempo real
means-myreports-customer-user-pbx-realtime = O MyReports só informa o nome deste perfil, sem explicar o que permite.
allows-myreports-customer-user-acd = Complemento de agente
means-myreports-customer-user-acd = O MyReports só informa o nome deste perfil, sem explicar o que permite.
allows-myreports-customer-user-uc = Comunicações unificadas
means-myreports-customer-user-uc = O MyReports só informa o nome deste perfil, sem explicar o que permite.
allows-myreports-customer-user-uc-essential = Comunicações unificadas, Essential
means-myreports-customer-user-uc-essential = O MyReports só informa o nome deste perfil, sem explicar o que permite.
allows-myreports-customer-user-uc-remote = Softphone e celular (Professional User)
means-myreports-customer-user-uc-remote = Pode usar o softphone e o aplicativo de celular.
allows-myreports-customer-user-crm = Integração com o CRM
means-myreports-customer-user-crm = O MyReports só informa o nome deste perfil, sem explicar o que permite.
allows-myreports-customer-user-microsoftteams = Ser monitorado no Teams
means-myreports-customer-user-microsoftteams = As chamadas da pessoa no Teams são monitoradas.
allows-myreports-customer-user-supervisorl1 = Supervisionar, nível 1
means-myreports-customer-user-supervisorl1 = Supervisor de relatórios. Cada pessoa tem no máximo um nível de supervisor.
allows-myreports-customer-user-supervisorl2 = Supervisionar, nível 2
means-myreports-customer-user-supervisorl2 = Supervisor de relatórios. Cada pessoa tem no máximo um nível de supervisor.
allows-myreports-customer-user-supervisorl3 = Supervisionar, nível 3
means-myreports-customer-user-supervisorl3 = Supervisor de relatórios. Cada pessoa tem no máximo um nível de supervisor.
allows-myreports-admin-user = Administrar usuários
means-myreports-admin-user = Decide o que outros usuários do tenant podem fazer.
allows-myreports-customer-settings = Alterar as configurações do tenant
allows-myreports-customer-billables-admin = Administrar a cobrança
means-myreports-customer-billables-admin = O MyReports só informa o nome deste perfil, sem explicar o que permite.
allows-myreports-customer-device-admin = Administrar aparelhos
means-myreports-customer-device-admin = O MyReports só informa o nome deste perfil, sem explicar o que permite.
allows-myreports-customer-device-readonly = Ver aparelhos
means-myreports-customer-device-readonly = O MyReports só informa o nome deste perfil, sem explicar o que permite.
allows-myreports-customer-directories-manage = Gerenciar diretórios
means-myreports-customer-directories-manage = O MyReports só informa o nome deste perfil, sem explicar o que permite.

finding-myreports-administrator-question = Quem tem um perfil de administrador? É todo perfil com `admin` no nome, para que um novo também conte.
finding-myreports-administrator-data = os perfis de cada usuário
finding-myreports-administrator-unknown = usuários cujos perfis não foram lidos (todos, com `--skip-roles`), e perfis que o MyReports não documenta
finding-myreports-administrator-one = { $who } é administrador ({ $permissions }) em { $place } no MyReports
finding-myreports-administrator-many = { $count } usuários do MyReports têm um perfil de administrador, por exemplo { $who }: { $permissions } em { $place }

finding-myreports-guest-question = Quais usuários pertencem a um tenant diferente daquele a que têm acesso?
finding-myreports-guest-data = `home` (o tenant principal) de cada usuário
finding-myreports-guest-unknown = usuários cujo tenant principal não é conhecido
finding-myreports-guest-one = { $who } é convidado em { $place } no MyReports
finding-myreports-guest-many = { $count } usuários do MyReports são convidados: pertencem a outro tenant, por exemplo { $who }

finding-myreports-guest-administrator-question = Quais convidados têm um perfil de administrador?
finding-myreports-guest-administrator-data = `home` (o tenant principal) e os perfis de cada usuário
finding-myreports-guest-administrator-unknown = usuários cujo tenant principal ou cujos perfis não são conhecidos, ou que têm um perfil que o MyReports não documenta, quando o outro não basta
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

remedy-myreports-account-roles = Substitua `/roles` pelos perfis que devem ficar: todos os outros saem.
remedy-myreports-account-member = No tenant de origem do usuário, exclui o usuário em todo lugar; em qualquer outro, apenas o tira dali.
remedy-myreports-customer-roles = Substitua `/roles` pelos perfis que devem ficar: todos os outros saem, menos o que vem da central telefônica.
advice-myreports = defina MYREPORTS_TOKEN, ou defina MYREPORTS_CLIENT_ID e MYREPORTS_CLIENT_SECRET e use `acesso login myreports`
