-- Two runs of the three services. In the second one Base39 knows whose permission 1 is, and MyReports broke off.
INSERT INTO holds (kind) VALUES ('sandbox');
INSERT INTO runs (id, state, scope, tool, started_at, ended_at) VALUES
    (1, 'complete', '{"tomticket":{"quick":false},"base39":{},"myreports":{}}', '0.1.0', '2026-01-01T10:00:00Z', '2026-01-01T10:05:00Z'),
    (2, 'incomplete', '{"tomticket":{"quick":false},"base39":{},"myreports":{}}', '0.1.0', '2026-02-01T10:00:00Z', '2026-02-01T12:05:00Z'),
    (3, 'reading', '{"tomticket":{"quick":false}}', '0.1.0', '2026-03-01T10:00:00Z', NULL);
INSERT INTO windows (run, number, started_at, ended_at) VALUES
    (1, 1, '2026-01-01T10:00:00Z', '2026-01-01T10:05:00Z'),
    (2, 1, '2026-02-01T10:00:00Z', '2026-02-01T10:05:00Z'),
    (2, 2, '2026-02-01T12:00:00Z', '2026-02-01T12:05:00Z'),
    (3, 1, '2026-03-01T10:00:00Z', '2026-03-01T10:00:00Z');
INSERT INTO scopes (run, vendor, state, problem) VALUES
    (1, 'tomticket', 'complete', NULL), (1, 'base39', 'complete', NULL), (1, 'myreports', 'complete', NULL),
    (2, 'tomticket', 'complete', NULL), (2, 'base39', 'complete', NULL),
    (2, 'myreports', 'incomplete', 'it answered: ' || char(27) || '[31m503'),
    (3, 'tomticket', 'reading', NULL);
INSERT INTO proofs (run, vendor, number, holds, proof, sentence)
    SELECT id, 'tomticket', 1, 1, '{"proof":"counted","what":"customers","theirs_first":2,"theirs_last":2,"ours":2}',
        'the service counts 2 customers, and all of them were read'
    FROM runs WHERE id < 3;

INSERT INTO principals (run, vendor, id, kind, name, email, email_key, attributes)
    SELECT id, 'tomticket', 'c1', 'customer', 'Ana Exemplo', 'Ana@casa.example', 'ana@casa.example',
        CASE id WHEN 1 THEN '{"active":true,"approved":true}' ELSE '{"active":false,"approved":true}' END
    FROM runs WHERE id < 3;
INSERT INTO principals (run, vendor, id, kind, name, email, email_key, attributes)
    SELECT id, 'tomticket', 'c2', 'customer', '=HYPERLINK("x")', 'bia@casa.example', 'bia@casa.example', '{}'
    FROM runs WHERE id < 3;
INSERT INTO principals (run, vendor, id, kind, name, email, email_key, attributes)
    SELECT id, 'tomticket', 'o1', 'operator', 'Ana Exemplo', NULL, NULL, '{}' FROM runs WHERE id < 3;
INSERT INTO principals (run, vendor, id, kind, name, email, email_key, attributes)
    SELECT id, 'base39', 'op1', 'operator', 'João ÁVILA', 'joao.avila@casa.example', 'joao.avila@casa.example', '{}'
    FROM runs WHERE id < 3;
INSERT INTO principals (run, vendor, id, kind, name, email, email_key, attributes)
    SELECT id, 'myreports', 'u1', 'user', 'Ana E.', 'a.exemplo@casa.example', 'a.exemplo@casa.example',
        '{"home":"t2","roles_read":true}'
    FROM runs WHERE id < 3;
INSERT INTO principals (run, vendor, id, kind, name, email, email_key, attributes)
    SELECT id, 'myreports', 'u2', 'user', 'Idle' || char(27) || '[2J', 'idle@casa.example', 'idle@casa.example', '{}'
    FROM runs WHERE id < 3;
INSERT INTO roster_aliases (run, alias_key, email_key)
    SELECT id, 'ana@casa.example', 'ana@casa.example' FROM runs WHERE id < 3
    UNION ALL SELECT id, 'a.exemplo@casa.example', 'ana@casa.example' FROM runs WHERE id < 3;

INSERT INTO resources (run, vendor, id, kind, name, attributes)
    SELECT id, 'tomticket', 'help-desk', 'help-desk', 'help desk', '{}' FROM runs WHERE id < 3;
INSERT INTO resources (run, vendor, id, kind, name, attributes)
    SELECT id, 'base39', 'comp1', 'company', 'Padaria Sol', '{"status":"active"}' FROM runs WHERE id < 3;
INSERT INTO resources (run, vendor, id, kind, name, attributes)
    SELECT id, 'myreports', 't1', 'tenant', 'Tenant Um', '{"enabled":true}' FROM runs WHERE id < 3;

INSERT INTO grants (run, vendor, principal, resource, permission, principal_kind, ids, since, granted_by, attributes)
    SELECT id, 'tomticket', 'c1', 'help-desk', 'create_tickets', 'customer', NULL, NULL, NULL, '{}' FROM runs WHERE id < 3;
INSERT INTO grants (run, vendor, principal, resource, permission, principal_kind, ids, since, granted_by, attributes)
    SELECT id, 'tomticket', 'o1', 'd1', 'operator', 'operator', NULL, NULL, NULL, '{}' FROM runs WHERE id < 3;
INSERT INTO grants (run, vendor, principal, resource, permission, principal_kind, ids, since, granted_by, attributes)
    SELECT id, 'base39', 'op1', 'comp1', 'approver', 'operator', 'perm_2 perm_3', '2024-05-01T12:00:00Z', 'app 7', '{}'
    FROM runs WHERE id < 3;
INSERT INTO grants (run, vendor, principal, resource, permission, principal_kind, ids, since, granted_by, attributes) VALUES
    (1, 'tomticket', 'c2', 'help-desk', 'create_tickets', 'customer', NULL, NULL, NULL, '{}'),
    (1, 'base39', 'perm_1', '*', 'financial', 'unattributed', 'perm_1', NULL, NULL, '{}'),
    (2, 'base39', 'op1', '*', 'financial', 'operator', 'perm_1', NULL, NULL, '{}'),
    (2, 'base39', 'op1', 'comp1', 'administrator', 'operator', 'perm_4', NULL, NULL, '{}'),
    (1, 'myreports', 'u1', 't1', 'Administrator', 'user', NULL, NULL, NULL, '{}');
INSERT INTO permissions (run, id, resource, roles, deleted, since, granted_by, listed, listed_again, operator) VALUES
    (1, 'perm_9', 'comp1', '["approver","financial"]', 1, '2023-01-01T00:00:00.000Z', 'app 7', 1, 1, 'op1'),
    (1, 'perm_2', 'comp1', '["approver"]', 0, '2024-05-01T12:00:00.000Z', 'app 7', 1, 1, 'op1');
INSERT INTO evaluations (run, rule, severity, not_evaluated, unknown_for, incomplete) VALUES
    (1, 'myreports-administrator', 'high', NULL, 0, NULL),
    (1, 'myreports-guest', 'medium', NULL, 2, NULL),
    (1, 'roster-left', 'high', 'there is no roster', 0, NULL),
    (2, 'myreports-guest', 'medium', NULL, 0, '["myreports"]');
INSERT INTO findings (run, number, rule, severity, vendor, principal_kind, principal, resource, data, suppressed) VALUES
    (1, 1, 'myreports-administrator', 'high', 'myreports', 'user', 'u1', 't1',
        '{"name":"Ana E.","email":"a.exemplo@casa.example","permissions":["Administrator"],"resources":1,'
            || '"examples":["Tenant Um"],"everywhere":false,"accesses":1}',
        '{"reason":"+agreed","author":"Rui","until":"2027-01-01"}'),
    (1, 2, 'myreports-guest', 'medium', 'myreports', 'user', 'u1', 't1',
        '{"name":"Ana E.","resources":1,"examples":["Tenant Um"],"everywhere":false,"accesses":1}', NULL);
INSERT INTO suppressions (run, number, rule, account, reason, author, until, expired, findings) VALUES
    (1, 1, 'myreports-administrator', NULL, '+agreed', 'Rui', '2027-01-01', 0, 1),
    (1, 2, 'myreports-guest', 'u1', 'a consultant', 'Bia', '2025-12-31', 1, 1);
