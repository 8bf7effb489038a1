"""Reads the PAC of a ticket with impacket: pac.py CACHE KEYTAB SERVICE@REALM

The ticket is the one for SERVICE in CACHE, opened with the key of its type in KEYTAB. Prints the types of the buffers,
then what LOGON_INFO says. A failure is exit status 1.
"""

import sys

from impacket.dcerpc.v5.rpcrt import TypeSerialization1
from impacket.krb5 import asn1, pac
from impacket.krb5.ccache import CCache
from impacket.krb5.crypto import Key, _enctype_table
from impacket.krb5.keytab import Keytab
from pyasn1.codec.der import decoder

TICKET = 2
PAC = 128


def main(cache, keytab, service):
    credential = CCache.loadFile(cache).getCredential(service, anySPN=False)
    ticket = decoder.decode(credential.ticket["data"], asn1Spec=asn1.Ticket())[0]
    sealed = ticket["enc-part"]
    etype = int(sealed["etype"])
    plain = _enctype_table[etype].decrypt(key_of(keytab, service, etype), TICKET, bytes(sealed["cipher"]))
    part = decoder.decode(plain, asn1Spec=asn1.EncTicketPart())[0]
    container = decoder.decode(bytes(part["authorization-data"][0]["ad-data"]), asn1Spec=asn1.AD_IF_RELEVANT())[0]
    assert int(container[0]["ad-type"]) == PAC
    show(bytes(container[0]["ad-data"]))


def key_of(keytab, service, etype):
    for entry in Keytab.loadFile(keytab).entries:
        block = entry.main_part["keyblock"]
        if block["keytype"] == etype and entry.main_part["principal"].prettyPrint().decode() == service:
            return Key(etype, block["keyvalue"]["data"])
    raise SystemExit("no key of type %d for %s" % (etype, service))


def show(octets):
    whole = pac.PACTYPE(octets)
    rest = whole["Buffers"]
    types = []
    for _ in range(whole["cBuffers"]):
        entry = pac.PAC_INFO_BUFFER(rest)
        rest = rest[len(entry):]
        types.append(entry["ulType"])
        data = octets[entry["Offset"]:entry["Offset"] + entry["cbBufferSize"]]
        if entry["ulType"] == pac.PAC_LOGON_INFO:
            show_logon(data)
        elif entry["ulType"] == pac.PAC_CLIENT_INFO_TYPE:
            info = pac.PAC_CLIENT_INFO(data)
            print("client %s" % info["Name"].decode("utf-16-le"))
        elif entry["ulType"] == pac.PAC_UPN_DNS_INFO:
            pac.UPN_DNS_INFO(data)
    print("buffers %s" % " ".join(str(number) for number in sorted(types)))


def show_logon(data):
    header = TypeSerialization1(data)
    data = data[len(header) + 4:]
    info = pac.KERB_VALIDATION_INFO()
    info.fromString(data)
    info.fromStringReferents(data[len(info.getData()):])
    domain = info["LogonDomainId"].formatCanonical()
    print("user %s %s-%d" % (info["EffectiveName"], domain, info["UserId"]))
    print("domain %s" % info["LogonDomainName"])
    for group in info["GroupIds"] if info["GroupCount"] else []:
        print("group %s-%d" % (domain, group["RelativeId"]))
    for extra in info["ExtraSids"] if info["SidCount"] else []:
        print("extra %s" % extra["Sid"].formatCanonical())
    if info["ResourceGroupCount"]:
        local = info["ResourceGroupDomainSid"].formatCanonical()
        for group in info["ResourceGroupIds"]:
            print("local %s-%d" % (local, group["RelativeId"]))


main(*sys.argv[1:])
