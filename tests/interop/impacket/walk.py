"""Logs in and asks for services with impacket: walk.py ADDRESS PORT REALM USER password|nthash|aeskey SECRET SERVICE...

Prints one line for each ticket it gets: "ticket CLIENT SERVER SESSION-KEY-TYPE". A failure is one line on standard
error and exit status 1.
"""

import socket
import sys

from impacket.krb5 import asn1, constants, kerberosv5
from impacket.krb5.types import Principal
from pyasn1.codec.der import decoder


def main(address, port, realm, user, how, secret, *services):
    speak_to_port(int(port))
    client = Principal(user, type=constants.PrincipalNameType.NT_PRINCIPAL.value)
    reply, cipher, _, key = kerberosv5.getKerberosTGT(
        client,
        secret if how == "password" else "",
        realm,
        "",
        secret if how == "nthash" else "",
        secret if how == "aeskey" else "",
        address,
    )
    show(decoder.decode(reply, asn1Spec=asn1.AS_REP())[0], key)
    for service in services:
        name = Principal(service, type=constants.PrincipalNameType.NT_SRV_INST.value)
        answer, _, _, session = kerberosv5.getKerberosTGS(name, realm, address, reply, cipher, key)
        show(decoder.decode(answer, asn1Spec=asn1.TGS_REP())[0], session)


def speak_to_port(port):
    """impacket knows no port but 88, which only root may open."""
    look_up = socket.getaddrinfo
    socket.getaddrinfo = lambda host, asked, *rest: look_up(host, port if asked == 88 else asked, *rest)


def show(reply, key):
    client, server = Principal(), Principal()
    client.from_asn1(reply, "crealm", "cname")
    server.from_asn1(reply["ticket"], "realm", "sname")
    print("ticket", client, server, key.enctype)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except kerberosv5.KerberosError as error:
        sys.exit(str(error))
