# Campanhas: quem decide sobre qual acesso, e até quando.

# Por qual regra um acesso coube ao seu revisor.
assigned-by-owner = responsável
assigned-by-manager = gestor
assigned-by-department = chefe da área
assigned-by-fallback = ninguém mais

# Por que algo que deveria indicar um revisor não indica nenhum.
unmatched-nobody = ninguém tem esse nome
unmatched-several = várias pessoas têm esse nome
unmatched-no-address = quem tem esse nome não tem e-mail
unmatched-left = quem tem esse nome saiu da empresa
