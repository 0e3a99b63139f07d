# O que se diz apenas sobre o TomTicket.

resource-tomticket-help-desk = central de atendimento

not-covered-tomticket = TomTicket: os e-mails dos operadores e o que eles podem fazer no painel

# O que cada permissão autoriza.
allows-tomticket-create-tickets = Abrir chamados
means-tomticket-create-tickets = Pode abrir chamados na central de atendimento.
allows-tomticket-member = Fazer parte da organização
means-tomticket-member = Está entre as pessoas que o TomTicket registra nesta organização.
allows-tomticket-operator = Atender no departamento
means-tomticket-operator = É operador deste departamento. O TomTicket não informa o que os operadores podem fazer nele.

finding-tomticket-may-create-not-approved-question = Quais clientes podem abrir chamados embora o cadastro não esteja aprovado?
finding-tomticket-may-create-not-approved-data = `approved` e `may_create_tickets` de cada cliente
finding-tomticket-may-create-not-approved-unknown = clientes de quem o TomTicket não informa um dos dois, e o outro não basta
finding-tomticket-may-create-not-approved-one = { $who } pode abrir chamados no TomTicket embora o cadastro não esteja aprovado
finding-tomticket-may-create-not-approved-many = { $count } clientes podem abrir chamados no TomTicket embora o cadastro não esteja aprovado, por exemplo { $who }

finding-tomticket-may-create-not-active-question = Quais clientes podem abrir chamados embora o cadastro não esteja ativo?
finding-tomticket-may-create-not-active-data = `active` e `may_create_tickets` de cada cliente
finding-tomticket-may-create-not-active-unknown = clientes de quem o TomTicket não informa um dos dois, e o outro não basta
finding-tomticket-may-create-not-active-one = { $who } pode abrir chamados no TomTicket embora o cadastro não esteja ativo
finding-tomticket-may-create-not-active-many = { $count } clientes podem abrir chamados no TomTicket embora o cadastro não esteja ativo, por exemplo { $who }

finding-tomticket-email-not-validated-question = Quais clientes têm um e-mail que ninguém confirmou?
finding-tomticket-email-not-validated-data = `email_validated` de cada cliente
finding-tomticket-email-not-validated-unknown = clientes de quem o TomTicket não informa isso
finding-tomticket-email-not-validated-one = o e-mail de { $who } não está validado no TomTicket
finding-tomticket-email-not-validated-many = { $count } clientes do TomTicket têm um e-mail não validado, por exemplo { $who }

finding-tomticket-unlimited-quota-question = Quais clientes não têm limite de chamados por mês?
finding-tomticket-unlimited-quota-data = `monthly_tickets` de cada cliente
finding-tomticket-unlimited-quota-unknown = clientes de quem o TomTicket não informa isso
finding-tomticket-unlimited-quota-one = { $who } não tem limite de chamados por mês no TomTicket
finding-tomticket-unlimited-quota-many = { $count } clientes não têm limite de chamados por mês no TomTicket, por exemplo { $who }

remedy-tomticket-create-tickets = Envie `create_tickets` com 0, e também o idioma do cliente: o TomTicket não diz se um campo omitido volta ao padrão.
remedy-tomticket-member = Nenhuma operação documentada apenas tira o cliente da organização. `customer_update` o passa para outra organização; `customer_access_set`, que nenhuma página do TomTicket descreve, desativa o cliente por completo.
advice-tomticket = defina TOMTICKET_TOKEN
