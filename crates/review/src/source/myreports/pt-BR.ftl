# O que se diz apenas sobre o MyReports.

at-every-myreports = todos os tenants
at-myreports = { $others ->
    [0] { $first }
    [one] { $first } e mais { $others } tenant
   *[other] { $first } e mais { $others } tenants
}

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
