//! What the KDC wants before it answers, and which key it means (RFC 4120 §5.2.7, §3.1.3).

use rand_core::CryptoRng;
use xrealm_crypto::{Key, KeyUsage};
use xrealm_names::{EncryptionType, Moment};
use xrealm_wire::padata::{
    EtypeInfo, EtypeInfo2, PA_ENC_TIMESTAMP, PA_ETYPE_INFO, PA_ETYPE_INFO2, PA_PW_SALT, PaEncTsEnc,
};
use xrealm_wire::{EncryptedData, KdcRep, KrbError, PaDataList};

use super::Login;
use crate::ClientError;
use crate::reply::malformed;
use crate::secret::Recipe;

/// The encrypted timestamp that was asked for.
#[derive(Debug)]
pub(super) struct Preauthentication {
    recipe: Recipe,
    key: Key,
}

impl Preauthentication {
    /// Reads the METHOD-DATA of KDC_ERR_PREAUTH_REQUIRED.
    pub(super) fn wanted(error: &KrbError<'_>, login: &Login) -> Result<Preauthentication, ClientError> {
        let methods = PaDataList::decode(error.e_data.unwrap_or(EMPTY_METHOD_DATA))
            .map_err(|fault| malformed(&login.realm, fault))?;
        // A KDC that wants a timestamp may leave the type out and send only the salt.
        let offers_timestamp = methods.find(PA_ENC_TIMESTAMP).is_some();
        let recipe = login.recipe(&methods)?;
        let Some(recipe) = recipe.filter(|_| offers_timestamp) else {
            return Err(ClientError::NoPreauthentication { realm: login.realm.clone() });
        };
        let key = login.make_key(&recipe, None)?;
        Ok(Preauthentication { recipe, key })
    }

    /// The PA-ENC-TIMESTAMP.
    pub(super) fn timestamp(&self, at: Moment, rng: &mut dyn CryptoRng) -> Vec<u8> {
        let plain = PaEncTsEnc { patimestamp: at.time, pausec: Some(at.micros) }.to_vec();
        let cipher = self.key.seal(KeyUsage::PA_ENC_TIMESTAMP, &plain, rng);
        EncryptedData { etype: self.key.etype().number(), kvno: None, cipher: &cipher }.to_vec()
    }
}

impl Login {
    /// The key a reply is under: as its own ETYPE-INFO2 says, else as the one of PREAUTH_REQUIRED did.
    pub(super) fn reply_key(&self, rep: &KdcRep<'_>) -> Result<Key, ClientError> {
        let number = rep.enc_part.etype;
        let unusable = || ClientError::EncryptionType { realm: self.realm.clone(), etype: number };
        let etype = EncryptionType::from_number(number)
            .filter(|etype| self.options.etypes.contains(etype) && self.secret.can_make(*etype))
            .ok_or_else(unusable)?;
        let kvno = rep.enc_part.kvno.map(|kvno| kvno.value());
        let told = self.recipes(&rep.padata)?.into_iter().find(|recipe| recipe.etype == etype);
        match (&self.preauthentication, told) {
            (Some(used), told)
                if used.recipe.etype == etype && told.as_ref().is_none_or(|told| *told == used.recipe) =>
            {
                match kvno {
                    None => Ok(used.key.clone()),
                    kvno => self.make_key(&used.recipe, kvno),
                }
            }
            (_, Some(told)) => self.make_key(&told, kvno),
            (_, None) => self.make_key(&self.default_recipe(etype, &rep.padata), kvno),
        }
    }

    /// How the key is made, for the first type in the KDC's order that we want and can make.
    fn recipe(&self, methods: &PaDataList<'_>) -> Result<Option<Recipe>, ClientError> {
        let recipes = self.recipes(methods)?;
        if recipes.is_empty() && !says_types(methods) {
            let first = self.options.etypes_for(&self.secret).next();
            return Ok(first.map(|etype| self.default_recipe(etype, methods)));
        }
        let usable =
            |recipe: &Recipe| self.options.etypes.contains(&recipe.etype) && self.secret.can_make(recipe.etype);
        Ok(recipes.into_iter().find(usable))
    }

    /// ETYPE-INFO2 is believed before ETYPE-INFO (RFC 4120 §5.2.7.5). Types we do not know are left out.
    fn recipes(&self, methods: &PaDataList<'_>) -> Result<Vec<Recipe>, ClientError> {
        let fault = |fault| malformed(&self.realm, fault);
        if let Some(value) = methods.find(PA_ETYPE_INFO2) {
            let info = EtypeInfo2::decode(value).map_err(fault)?;
            let entries = info.0.iter().map(|entry| self.told(entry.etype, entry.salt, entry.s2kparams));
            return Ok(entries.flatten().collect());
        }
        if let Some(value) = methods.find(PA_ETYPE_INFO) {
            let info = EtypeInfo::decode(value).map_err(fault)?;
            return Ok(info.0.iter().filter_map(|entry| self.told(entry.etype, entry.salt, None)).collect());
        }
        Ok(Vec::new())
    }

    fn told(&self, etype: i32, salt: Option<&[u8]>, s2kparams: Option<&[u8]>) -> Option<Recipe> {
        let etype = EncryptionType::from_number(etype)?;
        let salt = salt.map_or_else(|| self.default_salt(), <[u8]>::to_vec);
        Some(Recipe { etype, salt, s2kparams: s2kparams.map(<[u8]>::to_vec) })
    }

    fn default_recipe(&self, etype: EncryptionType, methods: &PaDataList<'_>) -> Recipe {
        let salt = methods.find(PA_PW_SALT).map_or_else(|| self.default_salt(), <[u8]>::to_vec);
        Recipe { etype, salt, s2kparams: None }
    }

    fn default_salt(&self) -> Vec<u8> {
        xrealm_crypto::salt::principal(&self.realm, &self.name).into_bytes()
    }

    fn make_key(&self, recipe: &Recipe, kvno: Option<u32>) -> Result<Key, ClientError> {
        match self.secret.key_for(recipe, kvno) {
            Some(Ok(key)) => Ok(key),
            Some(Err(_)) => Err(ClientError::StringToKey { realm: self.realm.clone() }),
            None => Err(ClientError::EncryptionType { realm: self.realm.clone(), etype: recipe.etype.number() }),
        }
    }
}

fn says_types(methods: &PaDataList<'_>) -> bool {
    methods.find(PA_ETYPE_INFO2).or_else(|| methods.find(PA_ETYPE_INFO)).is_some()
}

/// A METHOD-DATA without elements.
const EMPTY_METHOD_DATA: &[u8] = &[0x30, 0];
