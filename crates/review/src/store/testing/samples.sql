-- The same small run of imaginary people once in each form of the canonical lines, with rows in every table.
-- `samples/` beside this file holds the lines as the version wrote them that made the form: they never change.
INSERT INTO holds (kind) VALUES ('sandbox');
INSERT INTO runs (id, state, scope, tool, started_at, ended_at, roster, settings, form)
    SELECT form, 'incomplete', '{"tomticket":{"quick":false},"base39":{"operators":"0a"},"myreports":{}}', '0.2.0',
        '2026-01-01T10:00:00Z', '2026-01-01T10:05:00Z', 'aa11', 'bb22', nullif(form, 1)
    FROM forms;
INSERT INTO windows (run, number, started_at, ended_at, tool, commit_id, command, os_user, host, utc_offset)
    SELECT form, 1, '2026-01-01T10:00:00Z', '2026-01-01T10:05:00Z', '0.2.0', 'abc', '["review","--roster","people.csv"]',
        'rui', 'casa', '-03:00'
    FROM forms;
INSERT INTO scopes (run, vendor, state, problem, addresses, credentials)
    SELECT form, 'tomticket', 'complete', NULL, '["https://a.example"]', '[{"of":"token","sha256":"01234567"}]' FROM forms
    UNION ALL SELECT form, 'base39', 'incomplete', 'it answered 503', '["https://b.example"]', NULL FROM forms
    UNION ALL SELECT form, 'myreports', 'complete', NULL, NULL, NULL FROM forms;
INSERT INTO tasks (run, vendor, operation, arguments, state, cursor, problem)
    SELECT form, 'tomticket', 'customer_list', '{}', 'done', '2', NULL FROM forms
    UNION ALL SELECT form, 'base39', 'list_permissions', '{"operator":"op2"}', 'failed', NULL, 'it answered 503' FROM forms;
INSERT INTO operations (run, vendor, operation, answers, items, counted_first, counted_last, first_at, last_at)
    SELECT form, 'tomticket', 'customer_list', 2, 2, 2, 2, '2026-01-01T10:00:01Z', '2026-01-01T10:00:02Z' FROM forms;
INSERT INTO requests (run, vendor, operation, method, path, filters, first_at, sent, retries)
    SELECT form, 'tomticket', 'customer_list', 'GET', '/customer/list', '{"active":"1"}', '2026-01-01T10:00:01Z', 3, 1
    FROM forms;
INSERT INTO proofs (run, vendor, number, holds, proof, sentence)
    SELECT form, 'tomticket', 1, 1, '{"proof":"counted","what":"customers","theirs_first":2,"theirs_last":2,"ours":2}',
        'the service counts 2 customers, and all of them were read'
    FROM forms;
INSERT INTO principals (run, vendor, id, kind, name, email, email_key, attributes)
    SELECT form, 'tomticket', 'c1', 'customer', 'Ana Exemplo', 'Ana@casa.example', 'ana@casa.example',
        '{"b":1,"active":true}' FROM forms
    UNION ALL SELECT form, 'base39', 'op1', 'operator', 'João "É" ÁVILA' || char(10), NULL, NULL, '{}' FROM forms;
INSERT INTO resources (run, vendor, id, kind, name, attributes)
    SELECT form, 'base39', 'comp1', 'company', 'Padaria Sol', '{"status":"active"}' FROM forms;
INSERT INTO grants (run, vendor, principal, resource, permission, principal_kind, ids, since, granted_by, attributes)
    SELECT form, 'tomticket', 'c1', 'help-desk', 'create_tickets', 'customer', NULL, NULL, NULL, '{}' FROM forms
    UNION ALL SELECT form, 'base39', 'op1', 'comp1', 'approver', 'operator', 'perm_2 perm_3', '2024-05-01T12:00:00.000Z',
        'app 7', '{}' FROM forms
    UNION ALL SELECT form, 'base39', 'perm_1', '*', 'financial', 'unattributed', 'perm_1', NULL, NULL, '{}' FROM forms;
INSERT INTO permissions (run, id, resource, roles, deleted, since, granted_by, listed, listed_again, operator, second_operator)
    SELECT form, 'perm_1', '*', '["financial"]', 0, '2024-06-01T12:00:00.000Z', NULL, 1, 1, NULL, NULL FROM forms
    UNION ALL SELECT form, 'perm_2', 'comp1', '["approver"]', 0, '2024-05-01T12:00:00.000Z', 'app 7', 1, 1, 'op1', NULL
    FROM forms
    UNION ALL SELECT form, 'perm_9', 'comp1', '["approver","financial"]', 1, '2023-01-01T00:00:00.000Z', 'app 7', 1, 1,
        'op1', NULL FROM forms;
INSERT INTO lists (id, run, vendor, operation, arguments, compared, items, items_again, counted_first, counted_last,
        counted_least, counted_most)
    SELECT form, form, 'myreports', 'reseller_list_customers', '[]', '["enabled","parent"]', 1, 1, 1, 1, 1, 1 FROM forms;
INSERT INTO listed (run, list, item, times, times_again, said, said_again, since)
    SELECT form, form, 't1', 1, 1, x'00', x'00', NULL FROM forms;
INSERT INTO counted_grants (run, vendor, resource, permission, grants)
    SELECT form, 'myreports', 't1', 'Administrator', 1 FROM forms;
INSERT INTO roster (run, email_key, name, status, left_on, manager, department)
    SELECT form, 'ana@casa.example', 'Ana Exemplo', 'left', '2025-12-01', 'Bia Exemplo', 'Vendas' FROM forms;
INSERT INTO roster_aliases (run, alias_key, email_key)
    SELECT form, 'ana@casa.example', 'ana@casa.example' FROM forms
    UNION ALL SELECT form, 'a.exemplo@casa.example', 'ana@casa.example' FROM forms;
INSERT INTO evaluations (run, rule, severity, not_evaluated, unknown_for, incomplete)
    SELECT form, 'roster-left', 'high', NULL, 1, '["base39"]' FROM forms
    UNION ALL SELECT form, 'myreports-guest', 'medium', 'nothing was read', 0, NULL FROM forms;
INSERT INTO findings (run, number, rule, severity, vendor, principal_kind, principal, resource, data, suppressed)
    SELECT form, 1, 'roster-left', 'high', NULL, 'person', 'ana@casa.example', NULL, '{"name":"Ana Exemplo","accesses":1}',
        '{"reason":"agreed","author":"Rui","until":"2027-01-01"}'
    FROM forms;
INSERT INTO suppressions (run, number, rule, account, reason, author, until, expired, findings)
    SELECT form, 1, 'roster-left', 'ana@casa.example', 'agreed', 'Rui', '2027-01-01', 0, 1 FROM forms;
INSERT INTO decisions (run, vendor, principal, resource, permission, decision, reason, reviewer, decided_on, recorded_at, own)
    SELECT form, 'base39', 'op1', 'comp1', 'approver', 'keep', NULL, 'Rui', '2026-01-02', '2026-01-02T12:00:00Z', 1 FROM forms
    UNION ALL SELECT form, 'tomticket', 'c1', 'help-desk', 'create_tickets', 'revoke', 'left', 'Rui', '2026-01-02',
        '2026-01-02T12:00:00Z', 0 FROM forms;
INSERT INTO decision_history
        (run, number, vendor, principal, resource, permission, decision, reason, reviewer, decided_on, recorded_at, own, file,
            file_sha256)
    SELECT form, 1, 'base39', 'op1', 'comp1', 'approver', 'keep', NULL, 'Rui', '2026-01-02', '2026-01-02T12:00:00Z', 1,
        'review.xlsx', 'dd44' FROM forms
    UNION ALL SELECT form, 2, 'tomticket', 'c1', 'help-desk', 'create_tickets', NULL, NULL, NULL, NULL,
        '2026-01-02T12:00:00Z', NULL, 'review.xlsx', 'dd44' FROM forms
    UNION ALL SELECT form, 3, 'tomticket', 'c1', 'help-desk', 'create_tickets', 'revoke', 'left', 'Rui', '2026-01-02',
        '2026-01-02T12:00:00Z', 0, 'review.xlsx', 'dd44' FROM forms;
INSERT INTO revocations (run, vendor, principal, resource, permission, principal_kind, decided_in, state)
    SELECT form, 'base39', 'op1', 'comp9', 'approver', 'operator', 1, 'removed' FROM forms;
INSERT INTO campaigns (run, title, due, by_rule, fallback, company, only_changed, carry_unchanged, owners_sha256,
        departments_sha256, started_at, started_by)
    SELECT form, 'Acessos, 1º trimestre', '2026-01-31', 'manager', 'rui@casa.example', 'Casa Exemplo', 0, 0, 'ee55', 'ff66',
        '2026-01-02T09:00:00Z', 'rui'
    FROM forms;
INSERT INTO assignments (run, vendor, principal, resource, permission, reviewer, assigned_by, standing, carried_from, asked,
        delegation)
    SELECT form, 'base39', 'op1', 'comp1', 'approver', 'bia@casa.example', 'owner', 'changed', NULL, 1, 1 FROM forms
    UNION ALL SELECT form, 'base39', 'perm_1', '*', 'financial', 'rui@casa.example', 'fallback', 'new', NULL, 1, NULL
    FROM forms
    UNION ALL SELECT form, 'tomticket', 'c1', 'help-desk', 'create_tickets', 'rui@casa.example', 'manager', 'unchanged', 1, 0,
        NULL FROM forms;
INSERT INTO delegations (run, number, delegated_from, delegated_to, until, reason, recorded_at)
    SELECT form, 1, 'ana@casa.example', 'bia@casa.example', '2026-01-20', 'on leave', '2026-01-03T09:00:00Z' FROM forms;
INSERT INTO signatures (number, run, statement, sha256) SELECT form, form, '{"number":' || form || '}', 'cc33' FROM forms;
