# O que a planilha diz a quem decide nela.

workbook-decision-title = Isto não é uma decisão
workbook-decision-message = Escolha manter, alterar ou revogar na lista. Deixe a célula vazia onde você não decide.
workbook-day-title = Não é um dia desta revisão
workbook-day-message = Escreva o dia em que você decidiu, por exemplo 31/01/2026. Não pode ser antes da leitura dos acessos.
workbook-finding = { $severity ->
    [high] ALTA
    [medium] média
    [low] baixa
   *[info] informativa
}: { $sentence }
workbook-more-findings = e mais { $count }, na aba de achados

# O que foi decidido na última revisão assinada, e se o acesso continua como era.
workbook-last-decision = { $decision }, por { $reviewer } em { $day }
workbook-not-decided = sem decisão
workbook-new = novo desde a última revisão assinada
workbook-unchanged = sem mudanças desde então
workbook-unknown = não se sabe se mudou
workbook-changed = mudou desde então: { $what ->
    [holder] não se sabia de quem era
    [account] a conta
    [department] o departamento
    [manager] o gestor
    [status] se a pessoa trabalha aqui
   *[access] o próprio acesso
}
workbook-no-changes = nenhuma leitura anterior pode ser comparada com esta
workbook-changes-since = desde a leitura
