//! The imaginary company: everything about its people follows from their number, so that a million of them cost nothing
//! until somebody asks, and every start gives the same people.

/// The domain of all addresses; `.example` belongs to nobody (RFC 2606).
pub(crate) const DOMAIN: &str = "casa-aurora.example";

/// First names as written, and as they stand in addresses.
const FIRST_NAMES: [(&str, &str); 12] = [
    ("Ana", "ana"),
    ("João", "joao"),
    ("Beatriz", "beatriz"),
    ("Caio", "caio"),
    ("Débora", "debora"),
    ("Estêvão", "estevao"),
    ("Flávia", "flavia"),
    ("Gil", "gil"),
    ("Helena", "helena"),
    ("Ícaro", "icaro"),
    ("Lúcia", "lucia"),
    ("Otávio", "otavio"),
];

/// Family names that are no family's.
const FAMILY_NAMES: [(&str, &str); 7] = [
    ("Exemplo", "exemplo"),
    ("Amostra", "amostra"),
    ("Modelo", "modelo"),
    ("Ficção", "ficcao"),
    ("Ensaio", "ensaio"),
    ("Prova", "prova"),
    ("Maquete", "maquete"),
];

/// The departments of the company itself.
const DEPARTMENTS: [&str; 4] = ["Atendimento", "Crédito", "Tecnologia", "Vendas"];

/// So many people make a team, whose first person manages it.
const TEAM: usize = 10;

const CITIES: [&str; 5] = ["Recife", "Porto Alegre", "São Luís", "Curitiba", "Belém"];

/// The company: so many people.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Company {
    pub(crate) people: usize,
}

#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) email: String,
}

/// A person in the company's own books, as its HR department would hand them out.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RosterEntry {
    /// The person's address, the same at all three services.
    pub email: String,
    /// The person's name.
    pub name: String,
    /// `active`, or `left`.
    pub status: &'static str,
    /// The day on which the person left, such as `2025-05-04`.
    pub left_on: Option<String>,
    /// The address of the person's manager. The first person of all has none.
    pub manager: Option<String>,
    /// The department, in Portuguese.
    pub department: &'static str,
}

impl Company {
    /// The person of this number.
    pub(crate) fn person(self, index: usize) -> Person {
        let (first, first_ascii) = pick(&FIRST_NAMES, index);
        let (family, family_ascii) = pick(&FAMILY_NAMES, index / FIRST_NAMES.len() + index);
        Person {
            name: format!("{first} {family}"),
            email: format!("{first_ascii}.{family_ascii}.{}@{DOMAIN}", index + 1),
        }
    }

    /// The number of the person with this address, in whatever case.
    pub(crate) fn person_with_email(self, email: &str) -> Option<usize> {
        let email = email.to_ascii_lowercase();
        let (local, _) = email.split_once('@')?;
        let number: usize = local.rsplit('.').next()?.parse().ok()?;
        let index = number.checked_sub(1).filter(|index| *index < self.people)?;
        (self.person(index).email == email).then_some(index)
    }

    /// The books: of every ten people the fifth has left and the ninth is in nobody's books.
    pub(crate) fn roster(self) -> impl Iterator<Item = RosterEntry> {
        (0..self.people).filter(|index| index % 10 != 8).map(move |index| self.roster_entry(index))
    }

    fn roster_entry(self, index: usize) -> RosterEntry {
        let person = self.person(index);
        let has_left = index % 10 == 4;
        RosterEntry {
            email: person.email,
            name: person.name,
            status: if has_left { "left" } else { "active" },
            left_on: has_left.then(|| format!("2025-{:02}-{:02}", 1 + index % 12, 1 + index % 28)),
            manager: manager_of(index).map(|manager| self.person(manager).email),
            department: pick(&DEPARTMENTS, index / TEAM),
        }
    }

    /// Where the person of this number lives.
    pub(crate) fn city(index: usize) -> &'static str {
        pick(&CITIES, index)
    }

    /// One for every so many people, within bounds.
    pub(crate) fn one_in(self, people: usize, least: usize, most: usize) -> usize {
        (self.people / people).clamp(least, most)
    }
}

/// The first person of the team; of the first persons, the very first.
fn manager_of(index: usize) -> Option<usize> {
    match index % TEAM {
        0 => (index > 0).then_some(0),
        place => Some(index - place),
    }
}

/// The item of a list that never ends, because it starts again.
pub(crate) fn pick<T: Copy + Default>(list: &[T], index: usize) -> T {
    list.iter().cycle().nth(index % list.len().max(1)).copied().unwrap_or_default()
}

/// Whose id it is: two things of the same number have different ids.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind {
    TicketCustomer,
    TicketOrganization,
    TicketDepartment,
    TicketCategory,
    TicketOperator,
    TicketField,
    MailHash,
    LoanOperator,
    LoanPermission,
    LoanCompany,
    LoanGroup,
    LoanPolicy,
    LoanKey,
    Enterprise,
    Account,
    AccountUser,
    Customer,
    CustomerUser,
    PbxProfile,
    Pbx,
    PbxInstance,
    // From here on in the order in which they came: an id follows from its kind's place.
    LoanCustomer,
    LoanEmployment,
    LoanSubscription,
    LoanEvent,
    Loan,
    LoanStep,
    LoanInstallment,
    LoanInvoice,
    LoanInvoiceItem,
    LoanPaymentIntent,
    LoanPaymentMethod,
    LoanProduct,
    LoanSettings,
    LoanEntity,
    LoanDocument,
    LoanWorkflow,
    LoanOffer,
    LoanFund,
    LoanFile,
    ResellerInvoice,
    Ticket,
    TicketReply,
}

/// The low digits of an id hold its number: 12 hexadecimal digits, enough for any number of people.
const NUMBER_DIGITS: usize = 12;
const NUMBER_BITS: u64 = (1 << 48) - 1;

impl Kind {
    /// 32 hexadecimal digits.
    pub(crate) fn hex32(self, index: usize) -> String {
        let high = mix(self.salt() ^ mix(index as u64));
        format!("{high:016x}{:04x}{:012x}", mix(high) & 0xffff, self.number(index))
    }

    /// 24 hexadecimal digits.
    pub(crate) fn hex24(self, index: usize) -> String {
        format!("{:012x}{:012x}", mix(self.salt() ^ mix(index as u64)) & NUMBER_BITS, self.number(index))
    }

    /// A GUID: 32 hexadecimal digits in five groups.
    pub(crate) fn guid(self, index: usize) -> String {
        let mut digits = self.hex32(index);
        for at in [20, 16, 12, 8] {
            digits.insert(at, '-');
        }
        digits
    }

    /// The number below `count` whose id, written by `id`, is this text.
    pub(crate) fn find(self, text: &str, count: usize, id: impl Fn(usize) -> String) -> Option<usize> {
        let digits = text.get(text.len().checked_sub(NUMBER_DIGITS)?..)?;
        let number = u64::from_str_radix(digits, 16).ok()? ^ (self.salt() & NUMBER_BITS);
        let index = usize::try_from(number).ok().filter(|index| *index < count)?;
        (id(index) == text).then_some(index)
    }

    fn number(self, index: usize) -> u64 {
        (index as u64 ^ self.salt()) & NUMBER_BITS
    }

    fn salt(self) -> u64 {
        mix(self as u64 + 1)
    }
}

/// Spreads a number over 64 bits: the finalizer of SplitMix64.
fn mix(number: u64) -> u64 {
    let mixed = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_person_is_found_by_address_and_only_by_the_whole_of_it() {
        let company = Company { people: 5_000 };
        for index in [0, 1, 11, 12, 4_999] {
            let email = company.person(index).email;
            assert_eq!(company.person_with_email(&email), Some(index), "{email}");
            assert_eq!(company.person_with_email(&email.to_uppercase()), Some(index), "{email}");
        }
        let stranger = Company { people: 6_000 }.person(5_000).email;
        for wrong in ["", "@", "ana", "ana.exemplo.2@casa-aurora.example", "ana.exemplo.0@x", "x@y", &stranger] {
            assert_eq!(company.person_with_email(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn some_people_have_left_and_some_are_not_on_the_roster() {
        let company = Company { people: 25 };
        let roster: Vec<_> = company.roster().collect();
        let left: Vec<_> = roster.iter().filter(|entry| entry.status == "left").collect();
        assert_eq!(roster.len(), 23, "the 9th and the 19th are not on it");
        assert_eq!(left.len(), 3);
        assert_eq!(left[0].email, company.person(4).email);
        for entry in &roster {
            assert_eq!(entry.status == "left", entry.left_on.is_some());
            assert!(entry.status == "left" || entry.status == "active");
            assert!(company.person_with_email(&entry.email).is_some_and(|index| index % 10 != 8));
        }
    }

    #[test]
    fn everybody_on_the_roster_but_the_first_has_a_manager_who_is_active() {
        let roster: Vec<_> = Company { people: 45 }.roster().collect();
        assert_eq!(roster[0].manager, None);
        for entry in &roster[1..] {
            let manager = roster.iter().find(|one| Some(&one.email) == entry.manager.as_ref()).unwrap();
            assert_eq!(manager.status, "active");
            assert_ne!(manager.email, entry.email);
        }
    }

    #[test]
    fn addresses_and_ids_are_unique_and_lead_back_to_their_number() {
        let company = Company { people: 3_000 };
        let mut seen = HashSet::new();
        for index in 0..company.people {
            assert!(seen.insert(company.person(index).email));
            for kind in [Kind::CustomerUser, Kind::Customer, Kind::LoanPermission] {
                let id = kind.guid(index);
                assert_eq!(id.len(), 36);
                assert_eq!(kind.find(&id, company.people, |index| kind.guid(index)), Some(index));
                assert_eq!(kind.find(&id, index, |index| kind.guid(index)), None, "beyond the count");
                assert!(seen.insert(id));
            }
        }
        let id = Kind::Customer.hex24(7);
        assert_eq!(id.len(), 24);
        assert_eq!(
            Kind::CustomerUser.find(&id, 10, |index| Kind::CustomerUser.hex24(index)),
            None,
            "another kind's id"
        );
        for wrong in ["", "é", "12", "ééééééé", "zzzzzzzzzzzzzzzzzzzzzzzz"] {
            assert_eq!(Kind::Customer.find(wrong, 10, |index| Kind::Customer.hex24(index)), None, "{wrong}");
        }
    }
}
