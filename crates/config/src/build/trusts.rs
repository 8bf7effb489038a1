//! Trusts made by hand.

use xrealm_directory::{Change, KeyMaterial, NewKeys, NewTrust, Password, TrustPair};
use xrealm_names::RealmName;

use super::Builder;
use super::known_names::Known;
use crate::entries::{Direction, TrustEntry};
use crate::finding::Problem;

impl Builder<'_> {
    pub(super) fn trusts(&mut self) {
        let entries = self.entries;
        for trust in &entries.trusts {
            let trusting = self.names.resolve(&trust.trusting, self.findings).cloned();
            let trusted = self.names.resolve(&trust.trusted, self.findings).cloned();
            if let (Some(trusting), Some(trusted)) = (trusting, trusted) {
                self.trust(trust, &trusting, &trusted);
            }
        }
    }

    pub(super) fn trusted_domains(&mut self) {
        let entries = self.entries;
        for entry in &entries.trusted_domains {
            if let Some(known) = self.names.resolve(&entry.stored_at, self.findings) {
                let realm = known.name.clone();
                let object = entry.object.clone();
                self.change(&entry.stored_at.span, Change::ImportTrustedDomain { realm, object });
            }
        }
    }

    fn trust(&mut self, entry: &TrustEntry, trusting: &Known, trusted: &Known) {
        let Some(kind) = entry.kind else { return };
        let external = [trusting, trusted].into_iter().find(|known| known.has_foreign_kdc());
        let two_way = entry.direction == Direction::TwoWay;
        let complete = entry.password.is_some() && (!two_way || entry.reverse_password.is_some());
        if let (Some(partner), false) = (external, complete) {
            self.complain(&entry.span, Problem::NoTrustPassword { partner: partner.name.clone() });
            return;
        }
        let keys = self.trust_keys(entry, entry.password.as_deref(), &trusting.name, &trusted.name);
        let reverse_keys =
            two_way.then(|| self.trust_keys(entry, entry.reverse_password.as_deref(), &trusted.name, &trusting.name));
        let both_plain = !trusting.is_domain() && !trusted.is_domain();
        let new = NewTrust {
            kind,
            pair: TrustPair { trusting: trusting.name.clone(), trusted: trusted.name.clone() },
            transitive: entry.transitive.unwrap_or(kind.is_usually_transitive(both_plain)),
            keys,
            reverse_keys,
            attributes: entry.attributes.unwrap_or(kind.usual_attributes()),
            etypes: entry.etypes.clone(),
            side: None,
            confirmed: true,
            trusting_namespaces: entry.trusting_namespaces.clone(),
            trusted_namespaces: entry.trusted_namespaces.clone(),
        };
        self.change(&entry.span, Change::CreateTrust(Box::new(new)));
    }

    /// The secret of `krbtgt/trusting@trusted`.
    fn trust_keys(
        &self,
        entry: &TrustEntry,
        password: Option<&str>,
        trusting: &RealmName,
        trusted: &RealmName,
    ) -> NewKeys {
        let material = match password {
            Some(password) => KeyMaterial::Password { password: Password::new(password.to_owned()), salt: None },
            None => KeyMaterial::Keys(self.seed.keys(&format!("krbtgt/{trusting}@{trusted}"))),
        };
        NewKeys { kvno: entry.kvno, material }
    }
}
