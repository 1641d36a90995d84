package io.deckhand.testkit;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClass.Predicates;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.deckhand", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String INTERNAL = "io.deckhand.testkit.internal..";
    private static final DescribedPredicate<JavaClass> INTERNAL_TYPE = Predicates.resideInAPackage(INTERNAL);

    /** Two readings of the protocol check each other only while neither is built on the other. */
    @ArchTest
    static final ArchRule theHubKnowsNothingOfTheAgent = noClasses()
            .that()
            .resideInAPackage("io.deckhand.testkit..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.deckhand", "io.deckhand.core..");

    @ArchTest
    static final ArchRule publicMethodsTakeNothingInternal = noMethods()
            .that()
            .areDeclaredInClassesThat()
            .resideInAPackage("io.deckhand.testkit")
            .and()
            .arePublic()
            .should()
            .haveRawParameterTypes(DescribedPredicate.anyElementThat(INTERNAL_TYPE))
            .orShould()
            .haveRawReturnType(INTERNAL_TYPE);

    /** The public classes are made of the internals: only programs and the JUnit extension are made of them in turn. */
    @ArchTest
    static final ArchRule theInternalsKnowOnlyValuesOfThePublicPackage = noClasses()
            .that()
            .resideInAPackage("io.deckhand.testkit.internal..")
            .and()
            .resideOutsideOfPackages("io.deckhand.testkit.internal.cli..", "io.deckhand.testkit.internal.junit..")
            .should()
            .dependOnClassesThat(resideInAPackage("io.deckhand.testkit")
                    .and(not(assignableTo(Enum.class)))
                    .and(not(belongToAnyOf(PacketFault.class, TelemetryMessage.class))));

    /** The protocols are adapters around one core, and none is built on another. */
    @ArchTest
    static final ArchRule theServiceApiKnowsNothingOfMqtt = noClasses()
            .that()
            .resideInAPackage("io.deckhand.testkit.internal.rest..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.deckhand.testkit.internal.mqtt..")
            .orShould()
            .dependOnClassesThat()
            .resideInAPackage("io.deckhand.testkit");

    @ArchTest
    static final ArchRule theCoreKnowsNoProtocol = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.deckhand.testkit.internal.identity..",
                    "io.deckhand.testkit.internal.twin..",
                    "io.deckhand.testkit.internal.methods..",
                    "io.deckhand.testkit.internal.c2d..",
                    "io.deckhand.testkit.internal.connection..",
                    "io.deckhand.testkit.internal.jobs..",
                    "io.deckhand.testkit.internal.dps..",
                    "io.deckhand.testkit.internal.issuance..",
                    "io.deckhand.testkit.internal.input..",
                    "io.deckhand.testkit.internal.store..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.netty..",
                    "org.apache.qpid..",
                    "io.deckhand.testkit.internal.mqtt..",
                    "io.deckhand.testkit.internal.amqp..",
                    "io.deckhand.testkit.internal.https..",
                    "io.deckhand.testkit.internal.rest..");

    @ArchTest
    static final ArchRule noPackagesOfTheHubLieInACycle =
            slices().matching("io.deckhand.testkit.internal.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule noProtocolIsBuiltOnAnother = noClasses()
            .that()
            .resideInAnyPackage("io.deckhand.testkit.internal.amqp..", "io.deckhand.testkit.internal.https..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.deckhand.testkit.internal.mqtt..", "io.deckhand.testkit.internal.rest..");
}
