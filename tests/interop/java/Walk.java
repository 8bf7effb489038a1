import java.security.PrivilegedExceptionAction;
import java.util.HashMap;
import java.util.Map;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.kerberos.KerberosTicket;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.LoginContext;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.GSSManager;
import org.ietf.jgss.GSSName;
import org.ietf.jgss.Oid;

/**
 * Logs in and asks for services with the JDK's own Kerberos: {@code Walk PRINCIPAL password|keytab SECRET SERVICE...},
 * where a service is {@code class@host}.
 *
 * <p>Prints one line for each ticket that it then holds, sorted: {@code ticket CLIENT SERVER SESSION-KEY-TYPE}. A
 * failure is its whole chain of causes on standard error, and exit status 1.
 */
public final class Walk {
    private Walk() {}

    public static void main(String[] arguments) {
        try {
            var subject = logIn(arguments[0], arguments[1], arguments[2]);
            for (int index = 3; index < arguments.length; index++) {
                ask(subject, arguments[index]);
            }
            subject.getPrivateCredentials(KerberosTicket.class).stream().map(Walk::line).sorted().forEach(
                    System.out::println);
        } catch (Exception failure) {
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                System.err.println(cause);
            }
            System.exit(1);
        }
    }

    private static Subject logIn(String principal, String how, String secret) throws Exception {
        Map<String, String> options = new HashMap<>();
        options.put("principal", principal);
        if (how.equals("keytab")) {
            options.put("useKeyTab", "true");
            options.put("keyTab", secret);
            options.put("doNotPrompt", "true");
        }
        var entry = new AppConfigurationEntry(
                "com.sun.security.auth.module.Krb5LoginModule", LoginModuleControlFlag.REQUIRED, options);
        var configuration = new Configuration() {
            @Override
            public AppConfigurationEntry[] getAppConfigurationEntry(String name) {
                return new AppConfigurationEntry[] {entry};
            }
        };
        var context = new LoginContext("walk", new Subject(), asked -> answer(asked, principal, secret), configuration);
        context.login();
        return context.getSubject();
    }

    private static void answer(Callback[] asked, String principal, String password) {
        for (Callback question : asked) {
            if (question instanceof NameCallback name) {
                name.setName(principal);
            } else if (question instanceof PasswordCallback secret) {
                secret.setPassword(password.toCharArray());
            }
        }
    }

    private static void ask(Subject subject, String service) throws Exception {
        Subject.doAs(subject, (PrivilegedExceptionAction<byte[]>) () -> firstToken(service));
    }

    /** The token a client sends first; making it needs the service ticket. */
    private static byte[] firstToken(String service) throws GSSException {
        var manager = GSSManager.getInstance();
        var name = manager.createName(service, GSSName.NT_HOSTBASED_SERVICE);
        var context = manager.createContext(name, new Oid(KERBEROS), null, GSSContext.DEFAULT_LIFETIME);
        return context.initSecContext(new byte[0], 0, 0);
    }

    private static String line(KerberosTicket ticket) {
        return "ticket " + ticket.getClient() + " " + ticket.getServer() + " " + ticket.getSessionKeyType();
    }

    private static final String KERBEROS = "1.2.840.113554.1.2.2";
}
