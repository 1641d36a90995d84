"""facts.py INFO: what clients for C, Python and the command line rely on, byte by byte, with nothing but Python's standard library.

INFO is the file that the hub writes. Each line that is printed is a fact: what it is, whether it holds, and what was seen.
"""
import base64
import hashlib
import hmac
import json
import socket
import ssl
import struct
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid

import amqp

with open(sys.argv[1], encoding="utf-8") as file:
    INFO = json.load(file)
HOST = INFO["hostName"]
TRUSTED = ssl.create_default_context(cafile=INFO["caCertificate"])
TRUSTED.verify_flags |= ssl.VERIFY_X509_STRICT
FIELDS = {amqp.OPEN: 10, amqp.BEGIN: 8, amqp.ATTACH: 14, amqp.FLOW: 11, amqp.TRANSFER: 11, amqp.DISPOSITION: 6}


def parts(connection_string):
    return dict(part.split("=", 1) for part in connection_string.split(";"))


OWNER = parts(INFO["ownerConnectionString"])
EVENTS = parts(INFO["eventHubConnectionString"])


def fact(what, holds, seen=None):
    print(json.dumps({"fact": what, "holds": bool(holds), "seen": str(seen)}), flush=True)


def token(resource, key, policy=None):
    expiry = str(int(time.time()) + 3600)
    encoded = urllib.parse.quote(resource, safe="")
    digest = hmac.new(base64.b64decode(key), (encoded + "\n" + expiry).encode(), hashlib.sha256).digest()
    signature = urllib.parse.quote(base64.b64encode(digest), safe="")
    return "SharedAccessSignature sr=%s&sig=%s&se=%s" % (encoded, signature, expiry) + ("&skn=" + policy if policy else "")


def owner_token():
    return token(HOST, OWNER["SharedAccessKey"], OWNER["SharedAccessKeyName"])


def https(method, path, authorization, body=None, headers=()):
    """Returns the status and the body as JSON."""
    request = urllib.request.Request(
        "https://%s:%d%s?api-version=2021-04-12" % (HOST, INFO["ports"]["https"], path),
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": authorization, **dict(headers)})
    try:
        with urllib.request.urlopen(request, context=TRUSTED) as response:
            return response.status, json.loads(response.read() or b"null")
    except urllib.error.HTTPError as refusal:
        return refusal.code, json.loads(refusal.read() or b"null")


def stream(port):
    return TRUSTED.wrap_socket(socket.create_connection((HOST, INFO["ports"][port]), amqp.SECONDS), server_hostname=HOST)


def connection():
    return amqp.Connection(stream("amqp"), HOST)


def put_token(link, client, audience, text):
    return client.answer_to(link, amqp.request("1", "$cbs", {
        "operation": "put-token", "type": "servicebus.windows.net:sastoken", "name": audience}, text))


def authenticated(audience, text):
    client = connection()
    client.receiver("$cbs")
    link = client.sender("$cbs")
    put_token(link, client, audience, text)
    return client, link


def frames_of_a_device(device, sas):
    audience = "%s/devices/%s" % (HOST, device)
    client = connection()
    client.receiver("$cbs")
    cbs = client.sender("$cbs")
    frames = list(client.seen)
    first, acknowledged = put_token(cbs, client, audience, sas)
    frames += client.seen
    fact("a token is acknowledged before it is answered", acknowledged)
    _, acknowledged = put_token(cbs, client, audience, sas)
    frames += client.seen
    fact("a renewed token is acknowledged before it is answered", acknowledged)
    link = client.sender("/devices/%s/messages/events" % device)
    fact("a sender link says how large a message may be", client.attached.fields[10] == 262144, client.attached.fields)
    client.seen.clear()
    client.transfer(link, amqp.encode(amqp.described(amqp.DATA, b"alone")))
    client.await_frame(amqp.DISPOSITION)
    frames += client.seen
    counts = {frame.code: len(frame.fields) for frame in frames}
    fact("every performative has all its fields", counts == FIELDS, counts)
    return client, link


def batch_of_a_device(client, link, device):
    def one(number):
        return (amqp.encode(amqp.described(amqp.PROPERTIES, ["id-%d" % number]))
                + amqp.encode(amqp.described(amqp.APPLICATION_PROPERTIES, {"n": str(number)}))
                + amqp.encode(amqp.described(amqp.DATA, b"body %d" % number)))

    client.seen.clear()
    client.transfer(link, b"".join(amqp.encode(amqp.described(amqp.DATA, one(i))) for i in range(3)), amqp.BATCH)
    outcome = client.await_frame(amqp.DISPOSITION).fields[4]
    fact("a batch is accepted", outcome.descriptor == amqp.ACCEPTED, hex(outcome.descriptor))
    client.transfer(link, amqp.encode(amqp.described(amqp.DATA, b"\1\2")), amqp.BATCH)
    outcome = client.await_frame(amqp.DISPOSITION).fields[4]
    fact("what is no batch is rejected", outcome.descriptor == amqp.REJECTED, hex(outcome.descriptor))
    expected = [(b"alone", None), (b"body 0", "0"), (b"body 1", "1"), (b"body 2", "2")]
    read = [(event[amqp.DATA], event.get(amqp.APPLICATION_PROPERTIES, {}).get("n")) for event in events(device, len(expected))]
    fact("a reader gets each message of the batch", read == expected, read)


def event_hub():
    return "sb://%s/%s" % (HOST, EVENTS["EntityPath"])


def event_hub_token():
    return token(event_hub(), EVENTS["SharedAccessKey"], EVENTS["SharedAccessKeyName"])


def events(device, count):
    client, _ = authenticated(event_hub(), event_hub_token())
    selector = amqp.Symbol("apache.org:selector-filter:string")
    links = [client.receiver(
        "%s/ConsumerGroups/$Default/Partitions/%d" % (EVENTS["EntityPath"], partition),
        {selector: amqp.Described(selector, "amqp.annotation.x-opt-offset > '-1'")},
        credit=0) for partition in range(4)]
    for link in links:  # not before all are attached: what comes meanwhile would be passed over
        client.flow(link, 1_000)
    ours = lambda event: event[amqp.ANNOTATIONS]["iothub-connection-device-id"] == device
    return list(filter(ours, client.messages(lambda read: sum(map(ours, read)) >= count)))


def questions_of_a_reader():
    def ask(more):
        client, _ = authenticated(event_hub(), event_hub_token())
        client.receiver("$management")
        link = client.sender("$management")
        answer, acknowledged = client.answer_to(link, amqp.request("m1", "$management", {
            "operation": "READ", "type": "com.microsoft:eventhub", "name": EVENTS["EntityPath"], **more}, ""))
        return amqp.message(answer.payload)[amqp.APPLICATION_PROPERTIES]["status-code"], acknowledged

    status, acknowledged = ask({"security_token": event_hub_token()})
    fact("a reader's question is answered", status == 200, status)
    fact("a reader's question is acknowledged before it is answered", acknowledged)
    status, _ = ask({})
    fact("without a token in the question the connection's counts", status == 200, status)
    status, _ = ask({"security_token": amqp.Described(event_hub_token().encode(), int(time.time()) + 3600)})
    fact("a token in the question that is no text leaves the connection's", status == 200, status)


def passwords():
    outcome = amqp.sasl_plain(stream("amqp"), "iothubowner@sas.root.x", owner_token())
    fact("a back end's password is a token", outcome == 0, outcome)
    outcome = amqp.sasl_plain(stream("amqp"), EVENTS["SharedAccessKeyName"], EVENTS["SharedAccessKey"])
    fact("a reader's password may be its policy's key", outcome == 0, outcome)
    outcome = amqp.sasl_plain(stream("amqp"), EVENTS["SharedAccessKeyName"], base64.b64encode(b"wrong" * 7).decode())
    fact("another key is refused", outcome == 1, outcome)


def head(request):
    with stream("https") as client:
        client.settimeout(amqp.SECONDS)
        client.sendall(request.encode())
        data = b""
        while b"\r\n\r\n" not in data:
            data += client.recv(4096) or b"\r\n\r\n"
        return data.decode("latin-1").split("\r\n\r\n")[0].split("\r\n")


def web_sockets():
    for name in ("mqtt", "MQTT", "AMQPWSB10"):
        lines = head(
            "GET /$iothub/websocket HTTP/1.1\r\nHost: %s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\r\nSec-WebSocket-Protocol: %s\r\nSec-WebSocket-Version: 13\r\n\r\n"
            % (HOST, name))
        fact("a WebSocket may be named " + name, " 101 " in lines[0], lines[0])


def message_over_https(device, sas):
    client, _ = authenticated(HOST, owner_token())
    link = client.sender("/messages/devicebound")
    client.transfer(link, amqp.encode(amqp.described(amqp.PROPERTIES, ["m", None, "/devices/%s/messages/devicebound" % device]))
                    + amqp.encode(amqp.described(amqp.DATA, b"hello")))
    client.await_frame(amqp.DISPOSITION)
    lines = head("GET /devices/%s/messages/deviceBound?api-version=2020-09-30 HTTP/1.1\r\nHost: %s\r\nAuthorization: %s\r\n\r\n"
                 % (device, HOST, sas))
    fact("a message's lock is spelled ETag", any(line.startswith("ETag: ") for line in lines), lines)


def mqtt_connect(device, user, sas):
    text = lambda value: struct.pack(">H", len(value.encode())) + value.encode()
    body = text("MQTT") + b"\x04\xc2" + struct.pack(">H", 60) + text(device) + text(user) + text(sas)
    length = len(body)
    header = b"\x10"
    while True:
        length, digit = divmod(length, 128)
        header += bytes([digit | (128 if length else 0)])
        if not length:
            break
    client = stream("mqtt")
    client.settimeout(amqp.SECONDS)
    client.sendall(header + body)
    return client, client.recv(4)


def user_names(device, sas):
    for rest in ("/?api-version=2021-04-12", "/api-version=2016-11-14", "/", ""):
        client, answer = mqtt_connect(device, "%s/%s%s" % (HOST, device, rest), sas)
        fact("a user name may end with '%s'" % rest, answer == b"\x20\2\0\0", answer)
        client.close()


def registry(device, sas):
    edge = "edge-of-" + device
    status, identity = https("PUT", "/devices/" + edge, owner_token(), {"deviceId": edge, "capabilities": {"iotEdge": True}})
    fact("an edge device has a scope", identity.get("deviceScope", "").startswith("ms-azure-iot-edge://%s-" % edge), identity.get("deviceScope"))
    status, refusal = https("PUT", "/devices/%s/modules/m1" % device, sas, {"deviceId": device, "moduleId": "m1"})
    fact("a device creates a module of its own", status == 200, (status, refusal if status != 200 else ""))


def main():
    device = "facts-" + uuid.uuid4().hex[:8]
    _, identity = https("PUT", "/devices/" + device, owner_token(), {"deviceId": device})
    key = identity["authentication"]["symmetricKey"]["primaryKey"]
    sas = token("%s/devices/%s" % (HOST, device), key)
    batch_of_a_device(*frames_of_a_device(device, sas), device)
    questions_of_a_reader()
    passwords()
    web_sockets()
    message_over_https(device, sas)
    user_names(device, sas)
    registry(device, sas)
    print(json.dumps({"done": True}), flush=True)


main()
