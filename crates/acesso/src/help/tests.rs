use std::collections::BTreeSet;

use clap::error::ErrorKind;

use super::*;

/// What a command and all below it say, as clap has it: texts by paragraph, and what values are called.
#[derive(Default)]
struct Said {
    texts: BTreeSet<String>,
    names: BTreeSet<String>,
}

impl Said {
    fn add(&mut self, command: &Command) {
        let of_command = [
            command.get_about(),
            command.get_long_about(),
            command.get_before_help(),
            command.get_before_long_help(),
            command.get_after_help(),
            command.get_after_long_help(),
        ];
        of_command.into_iter().flatten().for_each(|text| self.add_text(text));
        for arg in command.get_arguments() {
            [arg.get_help(), arg.get_long_help()].into_iter().flatten().for_each(|text| self.add_text(text));
            let names = arg.get_value_names().filter(|_| arg.get_action().takes_values());
            self.names.extend(names.into_iter().flatten().map(ToString::to_string));
            described_values(arg).iter().filter_map(|value| value.get_help()).for_each(|text| self.add_text(text));
        }
        command.get_subcommands().for_each(|command| self.add(command));
    }

    fn add_text(&mut self, text: &StyledStr) {
        self.texts.extend(text.to_string().split("\n\n").map(str::to_owned));
    }
}

fn portuguese() -> Portuguese {
    toml::from_str(include_str!("../../locales/pt-BR/help.toml")).unwrap()
}

/// The file in order, and nothing in it that nothing says.
#[test]
fn each_text_of_the_help_has_its_portuguese_and_no_portuguese_is_without_its_text() {
    let mut said = Said::default();
    said.add(&Cli::command());
    said.names.insert("COMMAND".to_owned());
    let portuguese = portuguese();
    let translated: BTreeSet<_> = portuguese.texts.iter().map(|text| text.en.clone()).collect();
    assert_eq!(translated.len(), portuguese.texts.len(), "a text stands twice");
    let missing: Vec<_> = said.texts.difference(&translated).collect();
    assert!(missing.is_empty(), "without Portuguese: {missing:#?}");
    let left: Vec<_> = translated.difference(&said.texts).collect();
    assert!(left.is_empty(), "nothing says: {left:#?}");
    let names: BTreeSet<_> = portuguese.names.keys().cloned().collect();
    assert_eq!(names, said.names, "what values are called");
}

/// Every help there is, short and long.
fn helps(command: &Command, shown: &mut Vec<String>) {
    shown.extend([command.clone().render_help(), command.clone().render_long_help()].map(|help| help.to_string()));
    command.get_subcommands().for_each(|command| helps(command, shown));
}

#[test]
fn nothing_of_a_help_in_portuguese_is_clap_s_english() {
    let shown = |lang| {
        let mut command = command(lang);
        command.build();
        let mut shown = Vec::new();
        helps(&command, &mut shown);
        shown.into_iter().map(|help| in_words_of(lang, &help)).collect::<String>()
    };
    let (english, ours) = (shown(Lang::En), shown(Lang::PtBr));
    for word in portuguese().clap.keys() {
        assert!(english.contains(word), "clap does not say {word:?} any more");
        assert!(!ours.contains(word), "{word:?} is left");
    }
    for word in [" the ", " of ", " and ", " for ", " this ", " only ", " with ", "[aliases"] {
        let line = ours.lines().find(|line| line.contains(word));
        assert_eq!(line, None, "{word:?} is English");
    }
}

/// Whether an argument refuses what is typed for it with a reason of its own.
fn refuses(arg: &Arg, typed: &str) -> bool {
    let alone = Arg::new("it").long("it").value_parser(arg.get_value_parser().clone());
    let parsed = Command::new("alone").arg(alone).try_get_matches_from(["alone", &format!("--it={typed}")]);
    parsed.is_err_and(|refused| refused.kind() == ErrorKind::ValueValidation)
}

fn refusing(command: &Command, ids: &mut BTreeSet<String>) {
    let arguments = command.get_arguments().filter(|arg| arg.get_action().takes_values());
    let such = arguments.filter(|arg| ["nonsense", "0"].into_iter().any(|typed| refuses(arg, typed)));
    ids.extend(such.map(|arg| arg.get_id().to_string()));
    command.get_subcommands().for_each(|command| refusing(command, ids));
}

#[test]
fn an_argument_that_refuses_a_value_says_what_it_takes() {
    let mut ids = BTreeSet::new();
    refusing(&Cli::command(), &mut ids);
    assert_eq!(portuguese().takes.into_keys().collect::<BTreeSet<_>>(), ids);
}

/// In English it is clap's own sentence, so that the Portuguese one says what clap means.
#[test]
fn what_is_refused_is_told_as_clap_means_it() {
    for (line, portuguese) in [
        ("who", "erro: faltam argumentos obrigatórios: <PESSOA>"),
        ("who a b", "erro: o argumento 'b' não existe aqui"),
        ("revieww", "erro: o comando 'revieww' não existe\n  dica: existe 'review'"),
        ("review --servce x", "erro: o argumento '--servce' não existe aqui\n  dica: existe '--service'"),
        (
            "review --service tomtiket",
            "erro: o valor 'tomtiket' não serve para '--service <SERVIÇO>'\n  [valores possíveis: tomticket, base39, \
             myreports]\n  dica: existe 'tomticket'",
        ),
        ("review --resume --resume", "erro: o argumento '--resume' não pode ser repetido"),
        ("review --json --format csv", "erro: o argumento '--json' não pode ser usado com: --format <FORMATO>"),
        ("decide --from", "erro: '--from <ARQUIVO|PASTA>...' precisa de um valor, e nenhum foi dado"),
        ("login", "erro: faltam argumentos obrigatórios: <SERVIÇO>"),
    ] {
        let arguments: Vec<_> = ["acesso"].into_iter().chain(line.split(' ')).collect();
        let claps = command(Lang::En).try_get_matches_from(&arguments).unwrap_err();
        let told = command(Lang::PtBr).try_get_matches_from(&arguments).unwrap_err();
        let plain = |text: &str| text.replace(['\n', ':', '\''], " ").split_whitespace().collect::<Vec<_>>().join(" ");
        let (clap_says, we_say) = (plain(&claps.to_string()), plain(refusal(Lang::En, &claps).lines().next().unwrap()));
        assert!(clap_says.starts_with(&we_say), "{we_say:?} is not how {clap_says:?} begins");
        let refusal = refusal(Lang::PtBr, &told);
        assert!(refusal.starts_with(&format!("{portuguese}\n")), "{line}: {refusal}");
        assert!(refusal.ends_with("\n\nPara mais informações, use '--help'."), "{refusal}");
    }
}

#[test]
fn a_value_that_is_refused_is_not_shown_again() {
    let typed = ["acesso", "tomticket", "call", "ticket_list", "--header", "canary"];
    let refused = command(Lang::PtBr).try_get_matches_from(typed).unwrap_err();
    let refusal = refusal(Lang::PtBr, &refused);
    assert!(
        refusal.starts_with("erro: o valor não serve para '--header <NOME=VALOR>': escreva NOME=VALOR\n"),
        "{refusal}"
    );
    assert!(!refusal.contains("canary"), "{refusal}");
}

#[test]
fn the_language_is_known_before_anything_else_is_read() {
    let asked = |line: &str| language(line.split(' ').map(OsString::from));
    for line in ["acesso --lang pt-BR", "acesso nonsense --lang=pt", "acesso --lang en --lang pt-br check"] {
        assert_eq!(asked(line), Lang::PtBr, "{line}");
    }
    assert_eq!(asked("acesso --lang=en check"), Lang::En);
}
